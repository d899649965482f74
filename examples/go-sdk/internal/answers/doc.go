// Package answers compares what the vendor's SDK makes of an answer with the JSON that
// came: a key that an answer has and the SDK's model of it has not would go unnoticed
// otherwise, as would a value that the SDK turns into another.
package answers
