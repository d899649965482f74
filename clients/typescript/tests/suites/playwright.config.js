export default {
  testMatch: '*.play.js',
  fullyParallel: true,
  reporter: 'list',
  outputDir: '../../test-results',
};
