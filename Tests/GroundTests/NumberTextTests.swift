import Ground
import Testing

@Suite struct NumberTextTests {
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
}
