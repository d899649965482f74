// Package clock is virtual time: the instant type that every other package
// passes by value, and the three ways in which a project's time moves.
//
//	manual    moves only by the control API
//	stepped   every API call moves it
//	realtime  follows the wall clock, times a rate
//
// Nothing ticks here: a clock computes its now when it is read. It knows nothing of
// jobs; its owner passes the time of the next change.
//
// It is the only package that reads the wall clock, and the only one that waits
// for real time to pass.
package clock
