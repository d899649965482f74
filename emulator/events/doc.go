// Package events is the feeds of what happens in a project, or in all of them: a
// [Feed] numbers its [Event]s and buffers the last thousand, a [Subscription] reads
// them, each once and in order.
//
// A feed has no goroutine. While a reader waits, it publishes the changes that are
// due by the passing of time itself.
//
// The package does not decide what is published: package world does (world/publish.go).
// A new kind of event is a constant, the fields of [Event] and the type of its JSON
// in event.go; package control streams it (docs/events.md).
package events
