package throttle

import "time"

// Profile describes a line. Shares are from 0 to 1; where nothing else is said,
// zero is no restriction.
type Profile struct {
	Down, Up        int64 // bits a second towards the client, and from it
	Latency, Jitter time.Duration
	Loss            float64 // of packets
	Utilisation     float64 // part of Down and Up that can be used; 0 is all of it
	MTU             int     // octets in which bandwidth is handed out; also the size of a packet, 1500 unless set
	Reliability     float64 // that 10 KiB get through; 0 is always
	Stability       Stability
	Seed            uint64
}

// Stability is a line that has bad periods.
type Stability struct {
	Stable   float64       // part of the time without; 0 is all of it
	From, To float64       // the part of the bandwidth that there is in a bad period
	Period   time.Duration // how long a period is; 1 s unless set
}

// withDefaults replaces the zeroes that mean something else.
func (p Profile) withDefaults() Profile {
	if p.Utilisation == 0 {
		p.Utilisation = 1
	}
	if p.Reliability == 0 {
		p.Reliability = 1
	}
	if p.Stability.Stable == 0 {
		p.Stability.Stable = 1
	}
	if p.Stability.Period == 0 {
		p.Stability.Period = time.Second
	}
	return p
}

// packet is what is lost as a whole.
func (p *Profile) packet() int {
	if p.MTU > 0 {
		return p.MTU
	}
	return 1500
}

// timeout is that of the first retransmission.
func (p *Profile) timeout() time.Duration {
	return max(p.Latency+4*p.Jitter, 200*time.Millisecond)
}

// Preset is a kind of line with its usual figures.
type Preset struct {
	Name, Title string
	Profile
}

// Presets are all of them, the in the order of the manual.
func Presets() []Preset {
	return []Preset{
		{"edge", "EDGE", Profile{Down: 240e3, Up: 200e3, Latency: 400 * time.Millisecond}},
		{"3g", "3G", Profile{Down: 780e3, Up: 330e3, Latency: 100 * time.Millisecond}},
		{"lte", "LTE", Profile{Down: 50e6, Up: 10e6, Latency: 50 * time.Millisecond}},
		{"wifi", "Wi-Fi", Profile{Down: 40e6, Up: 33e6, Latency: 2 * time.Millisecond}},
		{"satellite", "Satellite", Profile{Down: 25e6, Up: 3e6, Latency: 600 * time.Millisecond, Jitter: 20 * time.Millisecond}},
		{"very-bad", "Very bad network", Profile{Down: 1e6, Up: 1e6, Latency: 500 * time.Millisecond, Jitter: 100 * time.Millisecond, Loss: 0.1}},
	}
}

// preset is the profile with a name.
func preset(name string) (p Profile, ok bool) {
	for _, one := range Presets() {
		if one.Name == name {
			return one.Profile, true
		}
	}
	return p, false
}

// presets are the names of all of them.
func presets() (names []string) {
	for _, one := range Presets() {
		names = append(names, one.Name)
	}
	return names
}

// rate is the bandwidth that there is of bits a second, in octets a second.
func (p *Profile) rate(bits int64) float64 { return float64(bits) / 8 * p.Utilisation }
