/**
 * The failures that are one click away: their words, and the fault that they add.
 * @module
 */

/** @typedef {{title: string, words: string, name: string, fault: (of: {for: string}) => Record<string, unknown>, for?: string}} Entry */

/**
 * Durations in place of times count from now.
 * @type {Entry[]}
 */
export const faults = [
	{
		title: 'Next call GES.9999',
		words: 'The next call fails with 400 GES.9999; those after it are answered.',
		name: 'next-fails',
		fault: () => ({ when: { calls: 1 }, reply: { errorCode: 'GES.9999' } }),
	},
	{
		title: '503 for a minute',
		words: 'Every call is answered 503 for so long, in virtual time.',
		name: '503',
		for: '1m',
		fault: (of) => ({
			when: { from: '0s', until: `+${of.for}` },
			reply: { status: 503 },
		}),
	},
	{
		title: '401 now',
		words: 'Calls are answered 401 as with an expired token, until it is removed.',
		name: '401',
		fault: () => ({ reply: { status: 401 } }),
	},
	{
		title: '429 over 3 in 5 s',
		words: 'More than three calls in five virtual seconds are answered 429 with Retry-After.',
		name: '429',
		fault: () => ({
			limit: { calls: 3, per: '5s' },
			reply: { status: 429, headers: { 'Retry-After': '5' } },
		}),
	},
	{
		title: '2 s slow',
		words: 'Each answer comes so much later, in real time.',
		name: 'slow',
		for: '2s',
		fault: (of) => ({ delay: of.for }),
	},
	{
		title: 'Reset',
		words: 'The connection of the next call is reset, without an answer.',
		name: 'reset',
		fault: () => ({ when: { calls: 1 }, connection: 'reset' }),
	},
	{
		title: 'Cut off',
		words: 'The answer of the next call ends in the middle.',
		name: 'cut-off',
		fault: () => ({ when: { calls: 1 }, connection: 'truncate' }),
	},
	{
		title: 'Stale list',
		words: 'Lists lag so far behind, until it is removed.',
		name: 'stale',
		for: '30s',
		fault: (of) => ({ operations: ['ListJobs'], stale: of.for }),
	},
	{
		title: 'Accepted, answer lost',
		words: 'The next submitted job is accepted, but its answer is lost.',
		name: 'answer-lost',
		fault: () => ({
			operations: ['Write'],
			when: { calls: 1 },
			accepted: true,
			connection: 'reset',
		}),
	},
	{
		title: '404 once',
		words: 'The next call is answered 404 GES.0016.',
		name: '404',
		fault: () => ({ when: { calls: 1 }, reply: { status: 404 } }),
	},
];

/** @type {{title: string, words: string, name: string, rule: Record<string, unknown>}[]} */
export const rules = [
	{
		title: 'Next import fails',
		words: 'The next ImportGraph that a client submits ends failed.',
		name: 'import-fails',
		rule: { jobName: 'ImportGraph', when: { calls: 1 }, outcome: 'failed' },
	},
	{
		title: 'Next job never ends',
		words: 'The next job that a client submits runs for ever.',
		name: 'never-ends',
		rule: { when: { calls: 1 }, running: 'forever' },
	},
	{
		title: 'Jobs wait 2 minutes',
		words: 'Every job that a client submits waits two minutes before it runs.',
		name: 'late',
		rule: { waiting: '2m' },
	},
];

/** Operations that a fault can be of. */
export const operations =
	'ListJobs ShowJob ListGraphs ShowGraph CreateGraph DeleteGraph StartGraph StopGraph RestartGraph ImportGraph ExportGraph ClearGraph UpgradeGraph ResizeGraph ExpandGraph CreateBackup DeleteBackup ListBackups ListGraphBackups ExportBackup ImportBackup AttachEip DetachEip ChangeSecurityGroup ListQuotas Read Write'.split(
		' ',
	);
