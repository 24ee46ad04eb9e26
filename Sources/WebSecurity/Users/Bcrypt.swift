import CBcrypt
import Ground

/// Compares passwords with bcrypt hashes, by the system's libcrypt.
enum Bcrypt {
    /// The bytes of a password that bcrypt uses.
    private static let mostBytes = 72

    /// The reason that passwords cannot be compared on this machine; nil if they can.
    static var fault: String? {
        guard bcrypt_is_available() else {
            return "passwords need the library libcrypt: install libcrypt1 (Debian) or libxcrypt"
        }
        // A published test vector (crypt_blowfish, "wrapper.c"): some builds of libcrypt lack bcrypt.
        return isPassword([UInt8]("U*U".utf8), of: "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")
            ? nil : "the library libcrypt of this system does not know bcrypt"
    }

    /// Returns true if a password matches a hash. It takes the time of the hash's cost, and blocks.
    static func isPassword(_ password: [UInt8], of hash: String) -> Bool {
        guard let made = self.hash(password, as: hash) else { return false }
        return isEqual([UInt8](made.utf8), [UInt8](hash.utf8))
    }

    /// Compares in a time that does not depend on the first difference between two texts of one length.
    static func isEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for index in left.indices { difference |= left[index] ^ right[index] }
        return difference == 0
    }

    /// Hashes a password with cost and salt of a hash; nil if libcrypt cannot.
    private static func hash(_ password: [UInt8], as setting: String) -> String? {
        // In C a NUL would end the password, so that other passwords would match too.
        guard !password.contains(0) else { return nil }
        let phrase = password.prefix(mostBytes).map { CChar(bitPattern: $0) } + [0]
        var made = [CChar](repeating: 0, count: 61)
        guard bcrypt_hash(phrase, setting, &made) else { return nil }
        return String(decoding: made.prefix(60).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
