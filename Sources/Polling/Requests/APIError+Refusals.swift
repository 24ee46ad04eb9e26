import EnergyAPI

extension APIError {
    /// The key itself is refused, whatever is asked for.
    var isKeyRefusal: Bool { result == .unauthorized && refusal == nil }
    /// Something of the list of numbers or points may be the reason.
    var isListRefusal: Bool { refusal != nil }
    /// 404 with a JSON message, which can mean that there is nothing for the time asked for.
    var isNothingFound: Bool { refusal?.status == 404 && refusal?.hasJSONMessage == true }

    /// Returns true if both errors refuse for one reason. Messages are not compared, since they may name the number.
    func isAlike(_ other: APIError) -> Bool {
        refusal?.status == other.refusal?.status && refusal?.hasJSONMessage == other.refusal?.hasJSONMessage
    }
}
