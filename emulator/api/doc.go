// Package api answers the operations of the service: each handler turns the values
// of a request into the value of an answer.
//
// It knows no HTTP: package gesapi reads requests and writes answers. It reads
// and changes a project only through the transaction that it gets from package
// world. Which operations there are, and what they take, is the table of package
// ges.
//
//	api.go        the one table of handlers, by the id of the operation
//	request.go    a bound request, its problems, and errors
//	job.go        a job, as answers show it
//	list_jobs.go  one operation; each other one has a file of its own
//
// A new operation is a row in emulator/ges/operations.go, a handler in its own file
// here, and its line in the table of api.go. A new query parameter is a line in
// emulator/ges/operations.go; its handler reads the value with [Request.Text],
// [Request.Int] or [Request.Day]. A new error code is a row in
// emulator/ges/errorcode.go, which [NewError] takes.
package api
