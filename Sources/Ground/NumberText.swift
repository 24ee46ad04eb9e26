/// Returns a number's digits, padded with leading zeros.
package func padded(_ number: some BinaryInteger, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

extension Double {
    /// Returns a decimal text with at most `places` decimals, and a point in every locale.
    package func rounded(toPlaces places: Int) -> String {
        let factor = (0..<places).reduce(1.0) { product, _ in product * 10 }
        let scaled = (self * factor).rounded() / factor
        // Numbers this large have no fraction.
        let rounded = scaled.isFinite ? scaled : self
        return rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int64(rounded)) : "\(rounded)"
    }
}

extension Double {
    /// The number rounded to 12 or 13 digits: a result computed from decimals is off in the last of a `Double`'s 16
    /// digits, and no reading justifies that many.
    package var justified: Double {
        guard isNormal else { return self }
        // Near enough to the decimal exponent: log10(2) is 0.30103.
        let places = 11 - Int((Double(exponent) * 0.30103).rounded(.down))
        guard abs(places) < Self.powersOfTen.count else { return self }
        let factor = Self.powersOfTen[abs(places)]
        return places >= 0 ? (self * factor).rounded() / factor : (self / factor).rounded() * factor
    }

    /// Powers of ten that a `Double` holds exactly: 10^0 to 10^22.
    private static let powersOfTen = (0...22).map { (0..<$0).reduce(1.0) { product, _ in product * 10 } }
}
