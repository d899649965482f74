import type { TestAPI } from 'vitest';
import type { Ges } from './index.js';

export const test: TestAPI<{ ges: Ges }>;
