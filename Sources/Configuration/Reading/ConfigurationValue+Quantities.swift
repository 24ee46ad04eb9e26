import Ground

extension ConfigurationValue {
    func integer(in range: ClosedRange<Int>) -> Int? {
        guard case .scalar(let text, let isPlain) = node.content else {
            return node.isNull
                ? refused("has no value: give a whole number, or remove the key")
                : refused("expected a whole number, got \(node.kind)")
        }
        let digits = text.utf8.drop { $0 == UInt8(ascii: "-") }
        let isDecimal =
            !digits.isEmpty && digits.allSatisfy(\.isASCIIDigit)
            && (digits.count == 1 || digits.first != UInt8(ascii: "0"))
        guard isPlain, isDecimal else {
            return refused("expected a whole number in decimal digits without quotes, got \(quoted(text))")
        }
        guard let number = Int(text), range.contains(number) else {
            return refused("must be \(range.lowerBound) to \(range.upperBound), got \(quoted(text))")
        }
        return number
    }

    /// Reads a number in decimal digits, with or without a fraction, at least as large as a bound.
    func decimal(from least: Int) -> Double? {
        guard case .scalar(let text, let isPlain) = node.content else {
            return node.isNull
                ? refused("has no value: give a number, or remove the key")
                : refused("expected a number, got \(node.kind)")
        }
        let isDecimal = text.utf8.allSatisfy { $0.isASCIIDigit || "-.".utf8.contains($0) }
        guard isPlain, isDecimal, let number = Double(text), number.isFinite else {
            return refused("expected a number in decimal digits without quotes, as in `45.5`, got \(quoted(text))")
        }
        guard number >= Double(least) else { return refused("must be at least \(least), got \(quoted(text))") }
        return number
    }

    func duration(in range: ClosedRange<Duration>, orZero: Bool = false) -> Duration? {
        guard let text = text() else { return nil }
        do {
            let duration = try DurationText.parse(text)
            if range.contains(duration) || (orZero && duration == .zero) { return duration }
            let zero = orZero ? "0 or " : ""
            return duration < range.lowerBound
                ? refused("must be \(zero)at least \(DurationText.format(range.lowerBound)), got \(quoted(text))")
                : refused("must be \(zero)at most \(DurationText.format(range.upperBound)), got \(quoted(text))")
        } catch {
            return refused(error.description)
        }
    }

    func size(in range: ClosedRange<Int>) -> Int? {
        guard let text = text() else { return nil }
        do {
            let size = try SizeText.parse(text)
            if range.contains(size) { return size }
            let bounds = "\(SizeText.format(range.lowerBound)) to \(SizeText.format(range.upperBound))"
            return refused("must be \(bounds), got \(quoted(text))")
        } catch {
            return refused(error.description)
        }
    }
}
