package verdict

import "rockxy/internal/flow"

const nextProtocol = "Update the client, or let it offer TLS 1.2 or later with common cipher suites; to leave this host alone: "

func notAboutCertificate(f *facts, j *Judgement) bool {
	switch f.kind {
	case ours:
		j.say("Rockxy ended the handshake, not the client")
		return j.set(flow.VerdictNetwork, "")
	case gaveUp:
		j.say(f.how())
		return j.set(flow.VerdictNetwork, "Try again; if it happens each time, look at the network between the client and Rockxy, and at the client's time limits")
	case clock:
		j.say(f.how(), "Rockxy's certificates are valid now by this machine's clock: the client's clock and this one disagree")
		return j.set(flow.VerdictUnsure, "Set the client's clock; if both clocks are right, the application has its own idea of what is too old")
	case mismatch:
		j.say(f.how(), f.offered())
		return j.set(flow.VerdictProtocol, nextProtocol+f.bypass())
	}
	return false
}

// missesRoot is unknown_ca: whatever else the client accepts, here it looked
// for our root and did not find it.
func missesRoot(f *facts, j *Judgement) bool {
	if f.kind != unknownRoot {
		return false
	}
	j.say(f.how() + ": where it looked, Rockxy's root is not")
	j.Firm = true
	next := f.trust()
	if f.self.accepted > 0 {
		j.say(f.acceptedElsewhere(), "so it uses another set of roots for this host than for those")
		next += "\nIf its roots for this host are its own and fixed, leave it alone: " + f.bypass()
	}
	return j.set(flow.VerdictUntrusted, next)
}

// reserve is a connection that was opened and not used, by a client that has no
// objection to this host.
func reserve(f *facts, j *Judgement) bool {
	if !f.kind.in(silent) {
		return false
	}
	if f.here.accepted > 0 && f.pid() != 0 {
		j.say(f.how(), f.who()+" accepted Rockxy's certificate for this host on "+times(f.here.accepted, "other connection"))
		return j.set(flow.VerdictNetwork, "Nothing, unless the application misses something: it opened a connection and did not use it")
	}
	if f.family.cancel && f.chain {
		j.say(f.how(), f.family.name+" says why when it refuses a certificate; it opens connections in advance and drops them")
		return j.set(flow.VerdictNetwork, "Nothing, unless the page misses something")
	}
	return false
}

func wantsToBeAsked(f *facts, j *Judgement) bool {
	if !f.OriginAsksClientCert || f.kind != silentLate {
		return false
	}
	j.say("the origin asks its clients for a certificate, and Rockxy did not ask this one", f.how())
	f.context(j)
	return j.set(flow.VerdictClientCert, "Give Rockxy the client certificate for this host (`rockxy policy client-certificate`). If the application "+
		"insists on being asked, leave it alone: "+f.bypass())
}

// sameProcess is the strongest evidence: one TLS library in one process has
// accepted our certificates for other hosts.
func sameProcess(f *facts, j *Judgement) bool {
	if f.pid() == 0 || f.self.accepted == 0 {
		return false
	}
	j.say(f.acceptedElsewhere(), f.how(), f.consistency(&f.here))
	f.context(j)
	switch {
	case !f.here.always():
		j.say("it has also accepted Rockxy's certificate for this host, so this is not a pin of the whole program")
		return j.set(flow.VerdictUnsure, "See which part of the program is refused: two with different trust, or one that checks more")
	case !f.before() && f.family.scope != perScript:
		j.say("it did so only after it had refused this host, so it may have been given the root in between")
		return j.set(flow.VerdictUnsure, "Let it try this host again: if it is refused now, it pins")
	case f.kind == vague && f.here.refused < 2,
		f.kind.in(silent) && !f.chain && !f.family.quiet && f.here.refused < 2:
		return j.set(flow.VerdictUnsure, "It probably pins this host. Let it try again: a second ending of this kind settles it")
	}
	if f.family.cancel {
		j.say("browsers let a root that their user installed override their own pins: the page that " + f.subject() + " shows may say more")
	}
	j.Firm = f.here.refused >= 2 && f.before() && f.kind != vague && f.self.refused <= f.self.accepted && f.self.mixed == 0 &&
		(!f.kind.in(silent) || f.chain || f.here.refused >= enough)
	return j.set(flow.VerdictPinned, f.leave())
}

// before reports whether this process accepted another host before it last
// refused this one. A program can be given the root while it runs.
func (f *facts) before() bool { return f.self.from < f.here.refusedAt }

// pinsByItself is the one client whose ending is enough: curl built with
// OpenSSL names a missing root, and sends its request at once otherwise.
func pinsByItself(f *facts, j *Judgement) bool {
	if f.family.name != "curl" || !f.chain || f.kind != silentLate {
		return false
	}
	j.say(f.how(), "curl says unknown_ca when it lacks the root and sends its request at once when it is content: it took the chain, "+
		"then found another key than --pinnedpubkey names", f.consistency(&f.runs))
	f.context(j)
	j.Firm = f.runs.refused >= 2 && f.runs.always() && f.runs.lateOnly
	return j.set(flow.VerdictPinned, f.leave()+". (--cert-status, which wants a stapled OCSP response, ends in the same way.)")
}

// otherRuns has only successes of other runs of the same executable, or of
// another TLS library in this one.
func otherRuns(f *facts, j *Judgement) bool {
	if f.all.accepted == 0 && f.runs.accepted == 0 {
		return false
	}
	j.say(f.how(), f.consistency(&f.runs))
	if f.all.accepted > 0 {
		j.say(f.acceptedByOthers())
	}
	f.context(j)
	switch {
	case f.chain && f.runs.always() && f.runs.refused >= 2:
		j.say("it did not object to the chain: " + f.chainSense())
		j.Firm = f.runs.refused >= enough && f.family.scope == perProgram && f.all.mixed == 0
		return j.set(flow.VerdictPinned, f.leave())
	case !f.runs.always():
		return f.mixed(j)
	case f.chain:
		j.say("it did not object to the chain: " + f.chainSense())
		return j.set(flow.VerdictUnsure, "It probably pins this host, or it only wanted to see whether the handshake works. Let it try again: a second ending of this kind settles it")
	case f.family.alike && f.runs.refused >= 2 && f.all.from < f.runs.refusedAt:
		j.say("all applications of a device that use " + f.family.name + " trust the same roots")
		j.Firm = f.runs.refused >= enough && f.all.mixed == 0
		return j.set(flow.VerdictPinned, f.leave())
	case f.family.scope == perProgram && !f.party.program.device:
		return f.dedicated(j)
	}
	j.say(f.scopeSense())
	return j.set(flow.VerdictUnsure, f.settle()+"\n"+f.trust())
}

// mixed is a host that the client has accepted at another time.
func (f *facts) mixed(j *Judgement) bool {
	switch {
	case f.party.program.device:
		j.say("something with the same TLS fingerprint accepted Rockxy's certificate for this very host: this may be another application, or a connection that was not needed")
		return j.set(flow.VerdictUnsure, f.settle())
	case f.chain:
		j.say("other runs of it accepted Rockxy's certificate for this very host, and this one did not object to the chain")
		return j.set(flow.VerdictUnsure, "See what is different in this run: it may pin, or have had no use for the connection")
	}
	j.say("other runs of it accepted Rockxy's certificate for this very host: this run may lack the root")
	return j.set(flow.VerdictUnsure, "Start it as in the runs that worked. "+f.trust())
}

// dedicated is an executable that does one thing: what its other runs accepted
// speaks for this one, if the same hosts are refused in turn with successes.
func (f *facts) dedicated(j *Judgement) bool {
	after := f.party.program.acceptedAt > f.runs.refusedAt
	if f.all.mixed == 0 && f.runs.turns >= 2 && f.runs.refused >= 2 && !f.party.program.misses {
		j.say("runs that accept other hosts come before and between those refusals")
		j.Firm = after
		return j.set(flow.VerdictPinned, f.leave())
	}
	return j.set(flow.VerdictUnsure, "It probably pins this host, unless this run trusts less than the others. "+f.settle()+"\n"+f.trust())
}

// everywhere is a client that accepts nothing.
func everywhere(f *facts, j *Judgement) bool {
	if f.all.accepted > 0 || f.runs.accepted > 0 || f.all.mixed > 0 || f.chain || f.kind == vague {
		return false
	}
	if f.all.refused == 0 && !(f.party.explains || f.party.program.misses && f.pid() != 0) {
		return false
	}
	j.say(f.how())
	if f.party.explains || f.party.program.misses {
		j.say("it has said unknown_ca before, which is a missing root")
	}
	if f.all.refused > 0 {
		j.say(f.subject() + " refused Rockxy's certificates for all " + hosts(f.all.refused+1) + " that it came to, and accepted none")
	}
	f.context(j)
	return j.set(flow.VerdictUntrusted, f.trust())
}

func undecided(f *facts, j *Judgement) bool {
	j.say(f.how(), f.consistency(&f.runs))
	f.context(j)
	switch {
	case f.chain:
		j.say("it did not object to the chain: " + f.chainSense())
		return j.set(flow.VerdictUnsure, "It pins this host, or it only wanted to see whether the handshake works. "+f.settle())
	case f.Alert == handshakeFailure:
		j.say(f.offered())
		return j.set(flow.VerdictProtocol, nextProtocol+f.bypass())
	case f.kind == vague:
		return j.set(flow.VerdictUnsure, "The alert says nothing about the reason. "+f.settle())
	}
	j.say("nothing is known of what " + f.subject() + " does with Rockxy's certificates elsewhere")
	return j.set(flow.VerdictUnsure, f.settle()+"\n"+f.trust())
}
