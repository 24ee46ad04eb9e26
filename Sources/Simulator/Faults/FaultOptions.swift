/// The `name=value` pairs of one fault. Each is taken once; a pair that nobody takes is an error.
struct FaultOptions {
    private let text: String
    private var values: [String: String] = [:]

    init(_ options: String, of text: String) throws(SimulatorError) {
        self.text = text
        for option in options.split(separator: ",") {
            guard let mark = option.firstIndex(of: "=") else {
                throw SimulatorError.fault(text, "its option \"\(option)\" is not name=value")
            }
            let name = String(option[..<mark])
            guard values.updateValue(String(option[option.index(after: mark)...]), forKey: name) == nil else {
                throw SimulatorError.fault(text, "its option \"\(name)\" is given twice")
            }
        }
    }

    mutating func take(_ name: String) -> String? { values.removeValue(forKey: name) }

    func peek(_ name: String) -> String? { values[name] }

    mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String
    ) throws(SimulatorError) -> Choice? {
        guard let value = take(name) else { return nil }
        guard let choice = Choice(rawValue: value) else {
            throw wrong(name, value, Choice.allCases.map(\.rawValue).joined(separator: " or "))
        }
        return choice
    }

    mutating func count(_ name: String) throws(SimulatorError) -> Int? {
        guard let value = take(name) else { return nil }
        guard let number = Int32(value), number >= 0 else { throw wrong(name, value, "a whole number from 0") }
        return Int(number)
    }

    mutating func duration(_ name: String) throws(SimulatorError) -> Duration? {
        guard let value = take(name) else { return nil }
        guard let duration = Duration(simulatorText: value) else { throw wrong(name, value, "a duration such as 2s") }
        return duration
    }

    mutating func size(_ name: String) throws(SimulatorError) -> Int64? {
        guard let value = take(name) else { return nil }
        let units: [(String, Int64)] = [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("", 1)]
        for (unit, factor) in units where value.hasSuffix(unit) {
            guard let number = Int32(value.dropLast(unit.count)), number > 0 else { break }
            return Int64(number) * factor
        }
        throw wrong(name, value, "a size such as 64MiB")
    }

    mutating func time(_ name: String) throws(SimulatorError) -> Int64? {
        guard let value = take(name) else { return nil }
        guard let time = CivilTime.parse(value) else { throw wrong(name, value, "a time such as 2026-10-01T00:00:00Z") }
        return time
    }

    func finish() throws(SimulatorError) {
        guard let name = values.keys.min() else { return }
        throw SimulatorError.fault(text, "it has no option \"\(name)\"")
    }

    private func wrong(_ name: String, _ value: String, _ wanted: String) -> SimulatorError {
        SimulatorError.fault(text, "its option \(name)=\(value) is not \(wanted)")
    }
}
