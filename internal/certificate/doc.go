// Package certificate makes the certificate of a server that speaks TLS and has none.
//
// It is no authority: the key that signs is discarded, so whoever trusts its
// certificate trusts one server certificate and no other.
package certificate
