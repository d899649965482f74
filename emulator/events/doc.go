// Package events tells subscribers what happens in a project, or in all of them,
// as it happens: a [Feed] numbers its [Event]s and holds the last thousand, a
// [Subscription] reads them, each once and in order.
//
// Nothing runs for a feed. A reader works out itself, while it waits, what has
// changed by the mere passing of time.
//
// It decides nothing about what an event is published for: package world does. An
// event writes its data as JSON; the stream of them is for package control
// (docs/events.md).
package events
