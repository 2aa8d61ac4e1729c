import { CloseOutlined, MoreOutlined } from '@ant-design/icons';
import type { RuleNode } from '@nq/api';
import { num } from '@nq/common';
import { Button, Dropdown, Select, Tooltip } from 'antd';
import { Fragment } from 'react';
import { Drop, Grip } from './Drag';
import { LeafEditor } from './LeafEditor';
import { GROUPS, kindOf, LEAF_KINDS } from './leaves';
import { append, childrenOf, joinOf, leafOf, negated, notOf, pointer } from './tree';
import type { Join, Path } from './tree';
import { useTree } from './treeContext';

const MENU = GROUPS.map((group) => ({
  label: group.label,
  options: group.kinds.map((kind) => ({ value: kind.key, label: kind.label })),
}));
const JOINS = [
  { value: 'all', label: '全部满足' },
  { value: 'any', label: '任一满足' },
];
const fresh = (key: string): RuleNode =>
  structuredClone(LEAF_KINDS.find((kind) => kind.key === key)?.start ?? { all: [] });

/** An item of a group: a condition or a group, plain or negated. */
function Item({ node, path }: { node: RuleNode; path: Path }) {
  const inner = notOf(node);
  const shown = inner ?? node;
  const at = inner ? [...path, 'not'] : path;
  return joinOf(shown) ? (
    <Group node={shown} path={at} item={path} />
  ) : (
    <Line node={shown} path={at} item={path} not={inner !== null} />
  );
}

interface ShownProps {
  node: RuleNode;
  path: Path;
  /** The place in the list: the same as `path` but for a negation around it. Absent: the root. */
  item?: Path;
}

export function Group({ node, path, item }: ShownProps) {
  const tree = useTree();
  const join = joinOf(node) ?? 'all';
  const children = childrenOf(node);
  const not = item !== undefined && item.length !== path.length;
  const wrong = tree.errors[pointer(path)];
  const joined = (next: Join) => tree.put(path, { [next]: children } as RuleNode);
  return (
    <div className={`rule-group rule-item ${join}`} role="group" aria-label={not ? '不满足这一组' : '一组条件'}>
      <div className="row">
        {item && <Grip path={item} what="这一组" />}
        {not && <span className="reason warm">不满足</span>}
        <Select size="small" value={join} onChange={joined} options={JOINS} style={{ width: 100 }} aria-label="怎样满足" />
        {children.length === 0 && (
          <span className="soft">{item ? '把条件拖到这里，或加条件' : '没有条件时包含所有人'}</span>
        )}
        <span className="grow" />
        {item && <Size path={path} />}
        {item && <Acts path={item} node={node} not={not} />}
      </div>
      {wrong && <p className="bad small">{wrong}</p>}
      {children.map((child, at) => (
        <Fragment key={at}>
          <Drop slot={{ group: path, at }} />
          <Item node={child} path={[...path, join, at]} />
        </Fragment>
      ))}
      <Drop slot={{ group: path, at: children.length }} />
      <div className="row">
        <Select<string | null>
          size="small"
          showSearch={{ optionFilterProp: 'label' }}
          value={null}
          placeholder="＋ 加条件"
          aria-label="加条件"
          options={MENU}
          listHeight={420}
          popupMatchSelectWidth={280}
          style={{ width: 132 }}
          onSelect={(key) => tree.put(path, append(node, fresh(String(key))))}
        />
        <Button size="small" type="text" onClick={() => tree.put(path, append(node, join === 'all' ? { any: [] } : { all: [] }))}>
          加一组{join === 'all' ? '（任一满足）' : '（全部满足）'}
        </Button>
      </div>
    </div>
  );
}

function Line({ node, path, item, not }: Required<ShownProps> & { not: boolean }) {
  const tree = useTree();
  const leaf = leafOf(node);
  const kind = kindOf(leaf);
  const wrong = tree.errors[pointer(path)];
  return (
    <div className={`rule-line rule-item${wrong ? ' wrong' : ''}`}>
      <div className="row top">
        <Grip path={item} what={kind?.label ?? '条件'} />
        <div className="row wrap grow rule-fields">
          {not && <span className="reason warm">不满足</span>}
          <Select
            size="small"
            variant="borderless"
            className="rule-kind"
            showSearch={{ optionFilterProp: 'label' }}
            value={kind?.key ?? leaf.op}
            options={kind ? MENU : [{ value: leaf.op, label: leaf.op }, ...MENU]}
            popupMatchSelectWidth={280}
            listHeight={420}
            onChange={(key) => tree.put(path, fresh(key))}
            aria-label="条件"
          />
          <LeafEditor
            leaf={leaf}
            change={(value) => tree.put(path, { [leaf.op]: value }, pointer(path))}
            words={tree.words}
          />
        </div>
        <Size path={path} />
        <Acts path={item} node={node} not={not} />
      </div>
      {wrong && <p className="bad small">{wrong}</p>}
    </div>
  );
}

/** How many people this node means by itself. */
function Size({ path }: { path: Path }) {
  const facts = useTree().nodes[pointer(path)];
  if (!facts || facts.size === null) return null;
  return (
    <Tooltip title={`只看这一条：${facts.sentence}`} mouseEnterDelay={0.4}>
      <span className="rule-size">
        {num(facts.size)}
        <span className="unit">人</span>
      </span>
    </Tooltip>
  );
}

function Acts({ path, node, not }: { path: Path; node: RuleNode; not: boolean }) {
  const tree = useTree();
  const acts: Record<string, () => void> = {
    not: () => tree.put(path, not ? node : negated(node)),
    wrap: () => tree.wrap(path),
    copy: () => tree.copy(path),
    up: () => tree.step(path, -1),
    down: () => tree.step(path, 1),
  };
  const items = [
    { key: 'not', label: not ? '改为满足' : '改为不满足' },
    { key: 'wrap', label: '放进新的一组' },
    { key: 'copy', label: '复制一份' },
    { key: 'up', label: '上移', extra: '↑' },
    { key: 'down', label: '下移', extra: '↓' },
  ];
  return (
    <span className="row tight rule-acts">
      <Dropdown trigger={['click']} menu={{ items, onClick: ({ key }) => acts[key]?.() }}>
        <button type="button" className="plain soft" aria-label="更多">
          <MoreOutlined />
        </button>
      </Dropdown>
      <button type="button" className="plain soft" aria-label="去掉" onClick={() => tree.put(path, null)}>
        <CloseOutlined style={{ fontSize: 12 }} />
      </button>
    </span>
  );
}
