/// Makes the customers and metering points of a utility.
///
/// Every dozen metering points has the same mix, so twelve of them cover every kind.
struct SimulatedPopulation {
    let configuration: SimulatedUtility.Configuration

    /// The number of customers that belong to the first one: two of six or more, one of two to five.
    var subsidiaries: Int { customers >= 6 ? 2 : customers >= 2 ? 1 : 0 }

    var customers: Int {
        let wanted =
            configuration.customers > 0 ? configuration.customers : min(20, (configuration.meteringPoints + 3) / 4)
        return max(1, min(wanted, configuration.meteringPoints))
    }

    func customerNumber(_ index: Int) -> String { String(100_001 + index) }

    func objects() -> [SimulatedObject] {
        let hash = SeededHash(seed: configuration.seed)
        var objects: [SimulatedObject] = []
        for point in 0..<max(0, configuration.meteringPoints) {
            let role = Self.roles[point % Self.roles.count]
            objects.append(object(role.kind, role, point: point, index: objects.count, hash))
            if role.alsoProduces {
                objects.append(object(.production, role, point: point, index: objects.count, hash))
            }
        }
        return objects
    }

    private func object(
        _ kind: SimulatedObject.Kind, _ role: Role, point: Int, index: Int, _ hash: SeededHash
    ) -> SimulatedObject {
        let category: String
        switch kind {
        case .home, .office, .industry, .production: category = "EL"
        case .districtHeating: category = "FJV"
        case .districtCooling: category = "FJK"
        case .gas: category = "GAS"
        }
        let isOdd = configuration.oddForms
        let round = point / Self.roles.count
        return SimulatedObject(
            index: index, meteringPoint: MeteringPointID.id(number: point + 1),
            customerNumber: customerNumber(point * customers / configuration.meteringPoints),
            installationNumber: String(4_000_001 + point), deliveryCategory: category,
            microproduction: kind == .production, settlement: point % 3 == 2 ? "" : "FRB",
            rateCode: category == "EL" ? ["80A", "25A", "200A", "16A \"Övrigt\""][point % 4] : "",
            subscribedEffect: role.subscribedEffect, name: round == 0 ? role.name : "\(role.name) \(round + 1)",
            kind: kind, unit: "kWh",
            scale: Self.scale(of: kind) * (0.6 + 0.8 * hash.fraction(.scale, Int64(index))),
            timeForm: configuration.timeForm ?? (isOdd ? role.timeForm : .milliseconds),
            numberForm: isOdd ? role.numberForm : .number,
            maxEffectKey: role.maxEffectKey.map { isOdd ? $0 : "MaxEffect" },
            omitsEmptyReading: isOdd && point % 2 == 1)
    }

    /// Returns the approximate mean power in kW.
    private static func scale(of kind: SimulatedObject.Kind) -> Double {
        switch kind {
        case .home: 1.4
        case .office: 22
        case .industry: 120
        case .production: 30
        case .districtHeating: 90
        case .districtCooling: 60
        case .gas: 15
        }
    }
}

/// One metering point of a dozen.
private struct Role {
    var name: String
    var kind: SimulatedObject.Kind
    var alsoProduces = false
    var subscribedEffect = 0
    var timeForm = SimulatedObject.TimeForm.milliseconds
    var numberForm = SimulatedObject.NumberForm.number
    var maxEffectKey: String?
}

extension SimulatedPopulation {
    private static let roles: [Role] = [
        Role(name: "Boiler house", kind: .office, maxEffectKey: "MaxEffect"),
        Role(name: "Staircase A", kind: .home, timeForm: .withoutZone),
        Role(name: "District heating", kind: .districtHeating, subscribedEffect: 180),
        Role(name: "Staircase B", kind: .home, numberForm: .text),
        Role(name: "School", kind: .office, alsoProduces: true, subscribedEffect: 63, maxEffectKey: "maxEffect"),
        Role(name: "Laundry", kind: .home, timeForm: .seconds, maxEffectKey: "MaxEffect"),
        Role(name: "District cooling", kind: .districtCooling),
        Role(name: "Garage", kind: .home, numberForm: .textWithComma),
        Role(name: "Solar roof", kind: .production),
        Role(name: "Kitchen gas", kind: .gas),
        Role(name: "Workshop", kind: .industry, subscribedEffect: 250, maxEffectKey: "MaxEffect"),
        Role(name: "Nursery heating", kind: .districtHeating),
    ]
}

/// Metering point ids: 18 digits of GS1 whose last is a check digit.
enum MeteringPointID {
    /// Makes the id with a sequence number from 1, under the invented prefix 735999.
    static func id(number: Int) -> String {
        let digits = String(number)
        let body = "735999" + String(repeating: "0", count: max(0, 11 - digits.count)) + digits
        return body + String(checkDigit(of: body))
    }

    /// Computes the check digit of GS1 General Specifications, 7.9.1: weights 3 and 1 alternate from the right, and the
    /// check digit makes the sum a multiple of ten.
    static func checkDigit(of body: String) -> Int {
        var sum = 0
        for (place, byte) in body.utf8.reversed().enumerated() {
            sum += Int(byte - 48) * (place.isMultiple(of: 2) ? 3 : 1)
        }
        return (10 - sum % 10) % 10
    }
}
