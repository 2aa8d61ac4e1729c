// Shared by the console and the patient pages: the theme and the ways of writing things. No antd components here.
export * from './cssVars';
export * from './format';
export * from './formFlow';
export * from './now';
export * from './risk';
export * from './theme';
export * from './unit';
