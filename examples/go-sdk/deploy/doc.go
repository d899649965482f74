// Package deploy takes a graph through its life with the vendor's own Go SDK, the way
// a deployment tool would: create it, import data, export and back up, restore, delete.
//
//	d := deploy.Deployer{Service: &deploy.V2{Client: client}}
//	graph, err := d.Create(ctx, deploy.Spec{Name: "movies", SizeIndex: "1", ...})
//	job, err := d.Import(ctx, graph, deploy.Data{Edges: "bucket/edges.csv", ...})
//
// Each step submits work, follows its job until that has ended, and bears what goes
// wrong on the way: failed polls, and answers that are lost after the service has
// accepted the call. The service has no idempotence token, so a step whose answer is
// lost looks for its job in the task center before it submits it again.
//
//	deploy.go   the steps
//	submit.go   one job: submit it, find it if the answer was lost, follow it
//	service.go  the calls that the steps need, and their values
//	v1.go       those calls in version 1 of the API
//	v2.go       and in version 2; a program needs only one of both
//
// It is an example of code under test, not a library. Nothing in it knows the
// emulator: the tests give it the address of one, and move virtual time instead of
// sleeping.
package deploy
