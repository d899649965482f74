// Package clock is virtual time: the instant type that every other package
// passes by value, and the three ways in which a project's time moves.
//
//	manual    moves only when told
//	stepped   every API call moves it
//	realtime  follows the wall clock, times a rate
//
// Nothing ticks here. A clock is asked for its now and works it out. It knows
// nothing of jobs; who owns a clock tells it when the next change is due.
//
// It is the only package that reads the wall clock, and the only one that waits
// for real time to pass.
package clock
