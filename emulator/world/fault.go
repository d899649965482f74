package world

import (
	"github.com/ges-emulator/ges-emulator/emulator/fault"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// Fail adds a fault to the project until it is reset. It is tried before those
// of the scenario, after those that were added before it, and counts the calls
// from now on. It is false, and nothing is added, when the project has a fault
// of the name. Added to "*" it is met by projects that come later.
func (p *Project) Fail(f *scenario.Fault) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.touched = true
	defer p.save()
	return p.counter.Add(f)
}

// Faults lists the project's faults with what they have met, in the order in
// which they are tried.
func (p *Project) Faults() []fault.Applied {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.counter.Faults()
}

// RemoveFault takes a fault away until the project is reset, one of the
// scenario too. It is false when there is none of the name.
func (p *Project) RemoveFault(name string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.touched = true
	defer p.save()
	return p.counter.Remove(name)
}
