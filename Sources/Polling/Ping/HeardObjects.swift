import Configuration
import EnergyAPI
import Metering

/// Customer numbers (without leading zeros) and their meters, as the answers to a ping have named them.
struct HeardObjects {
    /// By customer number without leading zeros.
    private var readings: [String: [MeterID: Int]] = [:]
    private var numbers: Set<String> = []

    var isEmpty: Bool { readings.isEmpty }
    var meters: Set<MeterID> { readings.values.reduce(into: []) { $0.formUnion($1.keys) } }

    mutating func insert(_ answer: PingAnswer) {
        for object in answer.objects {
            insert(object.customerNumber)
            // The answer to a narrower request names it again.
            let known = readings[CustomerNumber.normalized(object.customerNumber)]?[object.meter] ?? 0
            readings[CustomerNumber.normalized(object.customerNumber), default: [:]][object.meter] =
                max(known, object.readings)
        }
    }

    mutating func insert(_ number: String) { numbers.insert(CustomerNumber.normalized(number)) }

    func contains(_ number: String) -> Bool { numbers.contains(CustomerNumber.normalized(number)) }

    func contains(point: String) -> Bool {
        readings.values.contains { $0.keys.contains { $0.meteringPoint == point } }
    }

    /// Returns the results of each number, in configuration order, then of subsidiaries and of each metering point.
    func lines(_ group: Configuration.CustomerGroup) -> [String] {
        let own = Set(group.numbers.map { CustomerNumber.normalized($0) })
        let others = readings.keys.filter { !own.contains($0) }.sorted()
        return group.numbers.compactMap { number in
            guard contains(number) else { return nil }
            guard let found = readings[CustomerNumber.normalized(number)] else {
                return "customer number \(number): its subsidiaries' metering points"
            }
            return "customer number \(number): \(Self.text(found))"
        }
            + others.compactMap { number in
                readings[number].map { found in
                    "\(number.isEmpty ? "without a customer number" : "customer number \(number) of a subsidiary"): "
                        + Self.text(found)
                }
            }
            + group.meteringPoints.compactMap { point in
                let found = readings.values.reduce(into: [:]) {
                    $0.merge($1.filter { $0.key.meteringPoint == point }) { $1 }
                }
                return found.isEmpty ? nil : "metering point \(point): \(Self.readings(found))"
            }
    }

    private static func text(_ found: [MeterID: Int]) -> String {
        let points = Set(found.keys.map(\.meteringPoint)).count
        return "\(points) metering \(points == 1 ? "point" : "points"), \(readings(found))"
    }

    private static func readings(_ found: [MeterID: Int]) -> String {
        let count = found.values.reduce(0, +)
        return count == 0
            ? "no readings in the time asked for" : "\(count) \(count == 1 ? "reading" : "readings")"
    }
}
