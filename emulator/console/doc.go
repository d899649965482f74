// Package console is the page of the emulator: see all jobs over virtual time, move time,
// break calls, watch a client. It is for people; it speaks nothing but the control API,
// whose documents say what each of its actions does.
//
// The page is plain ES modules, which are served as they are in this folder:
//
//	index.html, app.js   the shell: the bar of time, the tabs, what the page says
//	data.js, types.js    its state, the control API, the stream of events
//	util.js              DOM, times and durations
//	timeline.js, panel.js                                    jobs and graphs over time; one of them
//	client.js, calls.js, faults.js, contract.js, scenario.js the other tabs, loaded when they are opened
//
// Its tests are in folder test, for a real browser.
package console
