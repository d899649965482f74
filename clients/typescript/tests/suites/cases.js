/** What the suites of all runners do. */
export const cases = {
  violates: async (ges) => {
    const project = await ges.project({ scenario: 'empty' });
    await fetch(`${project.url}/graphs/jobs?limt=1`);
  },
  fails: async (ges) => {
    const project = await ges.project({ scenario: 'empty' });
    await project.addFault(503);
    const answer = await fetch(`${project.url}/graphs/jobs?status=running`);
    if (answer.status !== 200) throw new Error('it is broken');
  },
  ...Object.fromEntries(
    Array.from({ length: 6 }, (_, n) => [
      `good ${n}`,
      async (ges) => {
        const project = await ges.project({ scenario: 'import-lifecycle' });
        await project.advance(`${n}s`);
        await fetch(`${project.url}/graphs/jobs`);
        if ((await project.calls()).length !== 1) throw new Error('others call this project');
      },
    ]),
  ),
};
