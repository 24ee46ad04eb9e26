import Foundation
import Ground

/// A client's name and password (RFC 7617).
struct BasicCredentials: Hashable {
    let user: String
    /// Bytes as sent; their encoding only matters to the hash.
    let password: [UInt8]

    init(user: String, password: [UInt8]) {
        self.user = user
        self.password = password
    }

    /// Reads the field `Authorization`; nil if it holds no name and password.
    init?(_ field: String?) {
        guard let field, let blank = field.firstIndex(of: " "), field[..<blank].lowercased() == "basic",
            let bytes = Data(base64Encoded: String(field[blank...].trimmingHTTPBlanks())),
            let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
            let user = String(validating: bytes[..<colon], as: UTF8.self)
        else { return nil }
        self.user = user
        password = Array(bytes[bytes.index(after: colon)...])
    }
}
