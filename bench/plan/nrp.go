package main

func (b *bench) nrp(dir string) {}
