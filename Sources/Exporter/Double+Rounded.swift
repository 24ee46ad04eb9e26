extension Double {
    /// A decimal text with at most so many places, and a dot, in every locale.
    func rounded(toPlaces places: Int) -> String {
        let factor = (0..<places).reduce(1.0) { product, _ in product * 10 }
        let scaled = (self * factor).rounded() / factor
        // What is so large has no places.
        let rounded = scaled.isFinite ? scaled : self
        return rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int64(rounded)) : "\(rounded)"
    }
}
