export default { test: { include: ['*.vitest.js'], cache: false } };
