import Ground
import Testing

struct NumberTextTests {
    @Test func digitsArePaddedAndNeverCut() {
        #expect(padded(7, 2) == "07")
        #expect(padded(0, 4) == "0000")
        #expect(padded(12_345, 2) == "12345")
    }

    @Test(arguments: [
        (0.0, 3, "0"), (1.0 / 3, 3, "0.333"), (2.0005, 3, "2.001"), (-1.25, 1, "-1.3"), (1234, 2, "1234"),
        (1e300, 3, "1e+300"), (0.1 + 0.2, 4, "0.3"),
    ])
    func numbersAreRoundedToPlaces(number: Double, places: Int, text: String) {
        #expect(number.rounded(toPlaces: places) == text)
    }

    @Test(arguments: [
        (2908.0000000000005, 2908.0), (0.1 + 0.2, 0.3), (1.1 * 3.6e6, 3.96e6), (-0.30000000000000004, -0.3), (0, 0),
        (123_456.789, 123_456.789), (0.000_123_4, 0.000_123_4), (1.04688e17, 1.04688e17),
        (.leastNonzeroMagnitude, .leastNonzeroMagnitude),
        (.infinity, .infinity), (1e300, 1e300),
    ])
    func computedNumbersHaveTheDigitsThatReadingsJustify(number: Double, justified: Double) {
        #expect(number.justified == justified)
    }

    @Test func sumsOfDecimalsHaveNoBinaryNoise() {
        let sum = (0..<2976).reduce(0.0) { sum, number in sum + Double(number % 7) * 0.001 }
        #expect(sum.justified == 8.925)
    }
}
