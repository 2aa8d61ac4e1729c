import { Skeleton } from 'antd';
import type { EChartsCoreOption, EChartsType } from 'echarts/core';
import { useEffect, useRef, useState } from 'react';

interface Props {
  option: EChartsCoreOption;
  height: number;
  label: string;
  onPoint?: (index: number) => void;
}

/** A drawing surface that follows its width. The words for screen readers are in `label`. */
export function Chart({ option, height, label, onPoint }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const click = useRef(onPoint);
  const [ready, setReady] = useState(false);
  click.current = onPoint;

  useEffect(() => {
    let gone = false;
    let watch: ResizeObserver | null = null;
    void import('./echarts').then(({ init }) => {
      if (gone || !box.current) return;
      const made = init(box.current, null, { renderer: 'svg' });
      made.on('click', (event) => click.current?.(event.dataIndex));
      chart.current = made;
      watch = new ResizeObserver(() => made.resize());
      watch.observe(box.current);
      setReady(true);
    });
    return () => {
      gone = true;
      watch?.disconnect();
      chart.current?.dispose();
      chart.current = null;
    };
  }, []);

  useEffect(() => {
    if (ready) chart.current?.setOption(option, { notMerge: true });
  }, [ready, option]);

  return (
    <div style={{ position: 'relative', height }}>
      {!ready && (
        <Skeleton.Node active style={{ width: '100%', height, position: 'absolute' }}>
          {' '}
        </Skeleton.Node>
      )}
      <div ref={box} role="img" aria-label={label} style={{ height, width: '100%' }} />
    </div>
  );
}
