// What a patient may enter beside blood pressure. The bounds only catch slips of the finger; the server judges.
export interface HomeMeasure {
  metric: string;
  name: string;
  hint: string;
  range: { unit: string; min: number; max: number; decimals: number };
}

export const MEASURES: HomeMeasure[] = [
  {
    metric: 'glucose_capillary',
    name: '指尖血糖',
    hint: '填血糖仪上的数，单位是 mmol/L。',
    range: { unit: 'mmol/L', min: 0.6, max: 33.3, decimals: 1 },
  },
  {
    metric: 'weight',
    name: '体重',
    hint: '早上起床、上过厕所后称，单位是公斤。',
    range: { unit: '公斤', min: 20, max: 300, decimals: 1 },
  },
  {
    metric: 'heart_rate',
    name: '心率',
    hint: '坐下休息 5 分钟，血压计上的心率或数一分钟脉搏。',
    range: { unit: '次/分', min: 25, max: 250, decimals: 0 },
  },
];
