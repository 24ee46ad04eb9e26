import Exposition
import Testing

struct ExpositionTextTests {
    @Test(
        arguments: [
            (0, "0"), (-0.0, "-0"), (1, "1"), (-1, "-1"), (0.1, "0.1"), (0.30000000000000004, "0.30000000000000004"),
            (1_793_458_800, "1793458800"), (1_793_458_800.25, "1793458800.25"), (1e15, "1000000000000000"),
            (9_007_199_254_740_992, "9007199254740992"), (1e22, "1e+22"), (1e-7, "1e-07"),
            (.leastNonzeroMagnitude, "5e-324"),
            (.nan, "NaN"), (-.nan, "NaN"), (.infinity, "+Inf"), (-.infinity, "-Inf"),
            (.greatestFiniteMagnitude, "1.7976931348623157e+308"),
        ] as [(Double, String)])
    func valuesAreShortAndExact(value: Double, text: String) {
        var bytes: [UInt8] = []
        ExpositionText.appendValue(value, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == text)
    }

    @Test func valuesAreReadBackAsTheSameBits() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            let value = Double(bitPattern: generator.next())
            guard value.isFinite else { continue }
            var bytes: [UInt8] = []
            ExpositionText.appendValue(value, to: &bytes)
            #expect(Double(String(decoding: bytes, as: UTF8.self))?.bitPattern == value.bitPattern)
        }
    }

    // The list of OpenMetrics 1.0.0, "Considerations: Canonical Numbers", and its neighbours.
    @Test(
        arguments: [
            (0, "0.0"), (1e-10, "1e-10"), (1e-5, "1e-05"), (0.0001, "0.0001"), (0.001, "0.001"), (0.25, "0.25"),
            (1, "1.0"),
            (2.5, "2.5"), (10, "10.0"), (100_000, "100000.0"), (999_999.5, "999999.5"), (1e6, "1e+06"), (1e10, "1e+10"),
            (1_234_567, "1.234567e+06"), (1_234_567.5, "1.2345675e+06"), (-2_500_000, "-2.5e+06"), (1e15, "1e+15"),
            (1e22, "1e+22"), (.infinity, "+Inf"),
        ] as [(Double, String)])
    func boundsAreCanonical(bound: Double, text: String) {
        var bytes: [UInt8] = []
        ExpositionText.appendBound(bound, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == text)
    }
}
