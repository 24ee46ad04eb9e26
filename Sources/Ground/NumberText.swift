/// Returns a number's digits, with leading zeros up to a width.
package func padded(_ number: some BinaryInteger, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

extension Double {
    /// Returns a decimal text with at most so many places, and a dot in every locale.
    package func rounded(toPlaces places: Int) -> String {
        let factor = (0..<places).reduce(1.0) { product, _ in product * 10 }
        let scaled = (self * factor).rounded() / factor
        // Numbers this large have no fraction.
        let rounded = scaled.isFinite ? scaled : self
        return rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int64(rounded)) : "\(rounded)"
    }
}
