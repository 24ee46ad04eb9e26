package import Configuration
import Metering

extension Configuration {
    /// Sentences about the metering points and categories in `names`, `facts`, `tariffs` and `delivery_categories` that no answer has
    /// named: slips, or meters that are gone. None where an answer failed or held a part only, as what is missing may be in the rest.
    package func unheard(in answers: [Ping.Answer]) -> [String] {
        guard answers.allSatisfy({ $0.isSuccess && $0.isWhole }) else { return [] }
        let meters = answers.reduce(into: Set<MeterID>()) { $0.formUnion($1.meters) }
        let points = Set(meters.map(\.meteringPoint))
        let categories = Set(meters.map(\.deliveryCategory))
        let named: [(key: String, texts: [String], known: Set<String>)] = [
            ("names", Array(names.keys), points),
            ("facts", Array(facts.keys), points),
            ("tariffs", tariffs.flatMap(\.meteringPoints), points),
            ("tariffs", tariffs.flatMap(\.deliveryCategories), categories),
        ]
        let narrowed = customers.map { group in
            let own = answers.filter { $0.group == group.name }.flatMap(\.meters)
            return (
                key: "delivery_categories of the group \(group.name)", texts: group.deliveryCategories,
                known: Set(own.map(\.deliveryCategory))
            )
        }
        return (named + narrowed).compactMap { key, texts, known in
            let missing = Set(texts).subtracting(known).sorted()
            guard !missing.isEmpty else { return nil }
            let first = missing.prefix(Self.mostNamed).joined(separator: ", ")
            return "\(key): nothing that answered has \(first)\(missing.count > Self.mostNamed ? ", …" : "")"
                + " (\(missing.count)): a slip, or a metering point that is gone or has sent nothing lately"
        }
    }

    /// A sentence has room for so many names.
    private static let mostNamed = 10
}
