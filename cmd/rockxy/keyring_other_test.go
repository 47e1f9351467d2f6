//go:build !linux

package main

func hasKeyring() bool { return false }
