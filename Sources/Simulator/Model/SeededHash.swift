/// Random numbers without state: the same question gets the same number, whatever was asked before.
///
/// A mixing function (the finalizer of SplitMix64, Steele, Lea and Flood 2014) over the seed, the subject, and up to
/// two numbers.
struct SeededHash: Sendable {
    /// The subject of a draw, so that two draws for one day are independent.
    enum Topic: UInt64 {
        case scale = 1
        case dayFactor, noise, estimate, batch
        case missingDay, missingLength, gap, gapPlace, blank, blankPlace, estimated, corrected
        case temperature, clouds
        case fault
        case invoiced, notInvoiced, moved, preliminary, blankInvoice
        case distortion
    }

    let seed: UInt64

    func bits(_ topic: Topic, _ first: Int64, _ second: Int64 = 0) -> UInt64 {
        var state = seed &+ topic.rawValue &* 0x9E37_79B9_7F4A_7C15
        state = Self.mix(state ^ UInt64(bitPattern: first))
        return Self.mix(state ^ UInt64(bitPattern: second) &* 0xD6E8_FEB8_6659_FD93)
    }

    /// Draws a number, uniform in 0 ..< 1.
    func fraction(_ topic: Topic, _ first: Int64, _ second: Int64 = 0) -> Double {
        Double(bits(topic, first, second) >> 11) * 0x1p-53
    }

    /// Draws a whole number, uniform in 0 ..< bound; bound is above 0.
    func below(_ bound: Int, _ topic: Topic, _ first: Int64, _ second: Int64 = 0) -> Int {
        Int(fraction(topic, first, second) * Double(bound))
    }

    /// Returns true with a given chance; never for a chance of 0.
    func happens(_ topic: Topic, _ chance: Double, _ first: Int64, _ second: Int64) -> Bool {
        chance > 0 && fraction(topic, first, second) < chance
    }

    private static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
