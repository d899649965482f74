// Package api answers the operations of the service: what a call asks for, in
// values, becomes what it gets, in values.
//
// It knows no HTTP: package gesapi reads requests and writes answers. It reads
// and changes a project only through the transaction that it gets from package
// world. Which operations there are, and what they take, is the table of package
// ges.
//
//	api.go        the one table of handlers, by the id of the operation
//	request.go    a bound request, and what is wrong with it
//	job.go        a job, as answers show it
//	list_jobs.go  one operation; each other one has a file of its own
//
// A new operation is a row in emulator/ges/operations.go, a handler in a file of
// its own here, and its line in the table of api.go.
package api
