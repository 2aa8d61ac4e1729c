import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { api } from '@nq/api';
import type { RuleDictionary, RuleNode } from '@nq/api';
import { useQuery } from '@tanstack/react-query';
import { Button, Dropdown, Select, Tooltip } from 'antd';
import { LeafEditor } from './LeafEditor';
import { kindOf, LEAF_KINDS } from './leaves';
import { append, childrenOf, joinOf, leafOf, notOf, replaceAt } from './tree';
import type { Path } from './tree';
import './segments.css';

interface Props {
  rule: RuleNode;
  change: (rule: RuleNode) => void;
  /** Sentences of what is wrong, by path (`/all/0`). */
  errors: Record<string, string>;
}

/** The rule as nested groups: 全部满足, 任一满足, 不满足; each line one condition in clinical words. */
export function RuleTree({ rule, change, errors }: Props) {
  const dictionary = useQuery({
    queryKey: ['dictionary'],
    queryFn: () => api.get<RuleDictionary>('/api/rule-dictionary'),
    staleTime: 300_000,
  });
  const put = (path: Path, node: RuleNode | null) => change(replaceAt(rule, path, node));
  return <Node node={rule} path={[]} put={put} errors={errors} dictionary={dictionary.data} />;
}

interface NodeProps {
  node: RuleNode;
  path: Path;
  put: (path: Path, node: RuleNode | null) => void;
  errors: Record<string, string>;
  dictionary: RuleDictionary | undefined;
}

function Node(props: NodeProps) {
  const inner = notOf(props.node);
  if (inner) return <Negated {...props} inner={inner} />;
  return joinOf(props.node) ? <Group {...props} /> : <Line {...props} />;
}

function Group({ node, path, put, errors, dictionary }: NodeProps) {
  const join = joinOf(node) ?? 'all';
  const children = childrenOf(node);
  const add = (key: string) => {
    const fresh: RuleNode =
      key === '+all'
        ? { all: [] }
        : key === '+any'
          ? { any: [] }
          : (LEAF_KINDS.find((kind) => kind.key === key)?.start ?? { all: [] });
    put(path, append(node, structuredClone(fresh)));
  };
  const menu = [
    ...LEAF_KINDS.map((kind) => ({ key: kind.key, label: kind.label })),
    { type: 'divider' as const },
    { key: '+all', label: '一组条件（全部满足）' },
    { key: '+any', label: '一组条件（任一满足）' },
  ];
  return (
    <div className={`rule-group ${join}`}>
      <div className="row">
        <Select
          size="small"
          value={join}
          onChange={(next: 'all' | 'any') => put(path, { [next]: children } as RuleNode)}
          options={[
            { value: 'all', label: '全部满足' },
            { value: 'any', label: '任一满足' },
          ]}
          style={{ width: 100 }}
        />
        {children.length === 0 && path.length === 0 && <span className="soft">没有条件时包含所有人</span>}
        {path.length > 0 && <Remove label="去掉这一组" act={() => put(path, null)} />}
      </div>
      {children.map((child, at) => (
        <Node key={at} node={child} path={[...path, join, at]} put={put} errors={errors} dictionary={dictionary} />
      ))}
      <Dropdown
        trigger={['click']}
        menu={{ items: menu, onClick: ({ key }) => add(key), style: { maxHeight: 380, overflow: 'auto' } }}
      >
        <Button size="small" icon={<PlusOutlined />} style={{ alignSelf: 'flex-start' }}>
          加条件
        </Button>
      </Dropdown>
    </div>
  );
}

function Negated({ inner, ...props }: NodeProps & { inner: RuleNode }) {
  return (
    <div className="rule-not">
      <span className="reason warm">不满足</span>
      <div className="grow">
        <Node
          {...props}
          node={inner}
          path={[...props.path, 'not']}
          put={(path, node) =>
            node === null && path.length === props.path.length + 1 ? props.put(props.path, null) : props.put(path, node)
          }
        />
      </div>
      <a className="small nowrap" onClick={() => props.put(props.path, inner)}>
        改为满足
      </a>
    </div>
  );
}

function Line({ node, path, put, errors, dictionary }: NodeProps) {
  const leaf = leafOf(node);
  const kind = kindOf(leaf);
  const wrong = errors[`/${path.join('/')}`];
  const insideNot = path.at(-1) === 'not';
  return (
    <div className="rule-line">
      <div className="row wrap">
        <Select
          size="small"
          value={kind?.label ?? '高级条件'}
          options={LEAF_KINDS.map((one) => ({ value: one.key, label: one.label }))}
          popupMatchSelectWidth={false}
          style={{ minWidth: 120 }}
          onChange={(key) =>
            put(path, structuredClone(LEAF_KINDS.find((one) => one.key === key)?.start ?? {}) as RuleNode)
          }
          aria-label="条件"
        />
        <LeafEditor
          leaf={leaf}
          change={(value) => put(path, { [leaf.op]: value } as RuleNode)}
          dictionary={dictionary}
        />
        <span className="grow" />
        {!insideNot && (
          <a className="small nowrap" onClick={() => put(path, { not: node })}>
            取反
          </a>
        )}
        <Remove label="去掉这一条" act={() => put(path, null)} />
      </div>
      {wrong && <p className="bad small">{wrong}</p>}
    </div>
  );
}

function Remove({ label, act }: { label: string; act: () => void }) {
  return (
    <Tooltip title={label}>
      <button type="button" className="plain soft" aria-label={label} onClick={act}>
        <CloseOutlined style={{ fontSize: 12 }} />
      </button>
    </Tooltip>
  );
}
