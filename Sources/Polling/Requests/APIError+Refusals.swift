import EnergyAPI

extension APIError {
    /// True if the key itself is refused, whatever the request.
    var isKeyRefusal: Bool { result == .unauthorized && refusal == nil }
    /// True if a part of the list of numbers or points may be the reason.
    var isListRefusal: Bool { refusal != nil }
    /// True for 404 with a JSON message, which can mean that there is nothing for the requested time.
    var isNothingFound: Bool { refusal?.status == 404 && refusal?.hasJSONMessage == true }

    /// Returns true if both errors refuse for one reason. Messages are not compared, since they may name the number.
    func isAlike(_ other: APIError) -> Bool {
        refusal?.status == other.refusal?.status && refusal?.hasJSONMessage == other.refusal?.hasJSONMessage
    }
}
