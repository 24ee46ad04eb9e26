/// Metering point ids: 18 digits of GS1 whose last is a check digit.
enum MeteringPointID {
    /// The id with a running number from 1, under the made-up prefix 735999.
    static func id(number: Int) -> String {
        let digits = String(number)
        let body = "735999" + String(repeating: "0", count: max(0, 11 - digits.count)) + digits
        return body + String(checkDigit(of: body))
    }

    /// GS1 General Specifications, 7.9.1: weights 3 and 1 from the right, filled up to a multiple of ten.
    static func checkDigit(of body: String) -> Int {
        var sum = 0
        for (place, byte) in body.utf8.reversed().enumerated() {
            sum += Int(byte - 48) * (place.isMultiple(of: 2) ? 3 : 1)
        }
        return (10 - sum % 10) % 10
    }
}
