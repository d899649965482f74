// Package api answers the operations of the service: each handler maps the values of a
// request to the value of an answer.
//
// It is independent of HTTP: package gesapi reads requests and writes answers. It reads
// and changes a project only through a transaction of package world. The operations and
// their parameters are defined by the table of package ges.
//
//	api.go        the table of handlers, by operation id
//	request.go    a bound request, its problems, and errors
//	job.go        a job in an answer
//	list_jobs.go  one operation; each other one has its own file
//
// To add an operation, add a row to emulator/ges/operations.go, a handler in its own
// file here, and a line to the table in api.go. To add a query parameter, add a line to
// emulator/ges/operations.go; the handler reads the value with [Request.Text],
// [Request.Int] or [Request.Day]. To add an error code, add a row to
// emulator/ges/errorcode.go, and pass the code to [NewError].
package api
