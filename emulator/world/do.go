package world

import "github.com/ges-emulator/ges-emulator/emulator/scenario"

// Do runs one transaction on a project. A call, if given, is accepted first:
// counted, authenticated and matched with the faults; do then computes its answer,
// and the caller ends the call by [Call.End].
// An error of do discards what it staged; the call stays accepted.
//
// The error is [ErrUnknownProject] or [ErrTooManyProjects], with nothing done, or
// that of do. do must not call the world again.
func (w *World) Do(id string, call *Call, do func(*Tx) error) error {
	for {
		p, err := w.project(id)
		if err != nil {
			return err
		}
		if done, err := w.doOnce(p, call, do); done {
			return err
		}
		if call != nil {
			call.Credentials.Prepare()
		}
	}
}

// doOnce runs a transaction on a project, and releases that, unless a call has begun
// which is still to end.
func (w *World) doOnce(p *Project, call *Call, do func(*Tx) error) (done bool, err error) {
	defer func() {
		if call == nil || !call.open {
			w.usage.release(p)
		}
	}()
	return p.do(call, do)
}

// do runs a transaction. done is false when the project has left the table, or when
// it must check a signature that is not computed yet: that reads the body, so it is
// not done under the lock.
func (p *Project) do(call *Call, do func(*Tx) error) (done bool, err error) {
	wildcard := p.lock()
	defer func() { p.unlock(wildcard) }()
	if p.evicted {
		return false, nil
	}
	var tx *Tx
	if call == nil {
		tx = new(Tx)
	} else {
		tx = &call.tx
	}
	*tx = Tx{project: p, life: p.life}
	if tx.life == nil {
		tx.life, tx.forked = wildcard.life.fork(p.id, p.world), true
	}
	if call == nil {
		tx.now = tx.life.clock.Now()
	} else {
		if !tx.life.origin.auth.Ready(&call.Credentials) {
			return false, nil
		}
		tx.accept(call)
	}
	if err = do(tx); err == nil {
		tx.commit()
	} else if call != nil {
		tx.discard()
		tx.commit()
	}
	return true, err
}

// DoAll runs one transaction on every project, "*" first, then by id: all that
// have a life, as the others stand as "*" does. When do returns an error nothing
// is changed in any. No project begins a life meanwhile, and each is at its own
// now.
func (w *World) DoAll(do func(all []*Tx) error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	projects := w.all()
	for _, p := range projects {
		p.mu.Lock()
	}
	defer func() {
		for _, p := range projects {
			p.mu.Unlock()
		}
	}()
	var all []*Tx
	for _, p := range projects {
		if p.life != nil {
			all = append(all, &Tx{project: p, life: p.life, now: p.life.clock.Now()})
		}
	}
	if err := do(all); err != nil {
		return err
	}
	for _, tx := range all {
		tx.commit()
	}
	return nil
}

// Change runs one transaction on the projects that an id names: on one, or of "*"
// on all of them.
func (w *World) Change(id string, do func(all []*Tx) error) error {
	if id == scenario.AnyProject {
		return w.DoAll(do)
	}
	return w.Do(id, nil, func(tx *Tx) error { return do([]*Tx{tx}) })
}

// FirstID is the id of the project that represents all in an answer: "*", or the
// scenario's first project.
func (w *World) FirstID() string {
	if w.wildcard() != nil {
		return scenario.AnyProject
	}
	return w.Scenario().Projects[0].ID
}
