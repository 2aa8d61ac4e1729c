// The only door to the server: the client and the shapes it speaks.
export * from './client';
export * from './types/access';
export * from './types/audience';
export * from './types/care';
export * from './types/house';
export * from './types/reach';
export * from './types/record';
export * from './types/scores';
export * from './types/understand';
