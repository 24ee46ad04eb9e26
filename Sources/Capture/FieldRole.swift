import RawAnswers

/// The role of a value on a page, by its keys. It decides which parts are private.
enum FieldRole: Hashable {
    /// A customer number, a metering point, an installation.
    case identifier
    /// A name or a text of unknown meaning.
    case free
    /// A code that the program needs.
    case code
    /// A header of the gateway, in which numbers count as ids only if they are known.
    case gatewayHeader
    case time
    /// A quantity.
    case value
    /// A link to the next page, or its mark.
    case link
    /// A text for people, as in errors.
    case message

    private static let roles: [String: FieldRole] = [
        "customernumber": .identifier, "meteringpoint": .identifier, "installationnumber": .identifier,
        "property": .free,
        "deliverycategory": .code, "settlement": .code, "ratecode": .code, "st": .code, "status": .code, "un": .code,
        "unit": .code,
        "ps": .time, "md": .time, "rd": .time, "readingdate": .time,
        "va": .value, "value": .value, "subscribedeffect": .value, "microproduction": .code,
        "next": .link,
        "statuscode": .message, "message": .message, "title": .message, "detail": .message, "type": .message,
        "code": .message, "error": .message, "errors": .message, "error_description": .message,
    ]
    /// Keys that hold lists or objects.
    private static let containers: Set<String> = ["consumptions", "reading", "maxeffect", "error", "errors"]

    /// The keys of the API, in lower case.
    static func isKnown(_ key: String) -> Bool { roles[key] != nil || containers.contains(key) }

    init(_ place: JSONPlace) {
        guard let last = place.keys.last else {
            self = .message
            return
        }
        let role = Self.roles[last]
        // A value under an unknown key is unknown, whatever its own key; an id is one anywhere.
        let isInside = place.keys.dropLast().allSatisfy(Self.containers.contains)
        self = isInside || role == .identifier ? role ?? .free : .free
    }
}

extension FieldRole {
    /// The parameters of a request with their roles, by name in lower case.
    static let parameters: [String: FieldRole] = [
        "customernumbers": .identifier, "meteringpoints": .identifier, "resolution": .code, "fromdate": .time,
        "todate": .time, "deliverycategories": .code, "subsidiary": .code, "timeseriesflow": .code, "offset": .code,
        "maxrows": .code,
    ]
}
