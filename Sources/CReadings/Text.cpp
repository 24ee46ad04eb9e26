#include "Text.h"

#include <cstddef>
#include <cstdint>

namespace creadings {

namespace {

const char *const replacement = "\xEF\xBF\xBD";

void append(std::string &out, uint32_t scalar) {
    if (scalar < 0x80) {
        out += static_cast<char>(scalar);
    } else if (scalar < 0x800) {
        out += static_cast<char>(0xC0 | (scalar >> 6));
        out += static_cast<char>(0x80 | (scalar & 0x3F));
    } else if (scalar < 0x10000) {
        out += static_cast<char>(0xE0 | (scalar >> 12));
        out += static_cast<char>(0x80 | ((scalar >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (scalar & 0x3F));
    } else {
        out += static_cast<char>(0xF0 | (scalar >> 18));
        out += static_cast<char>(0x80 | ((scalar >> 12) & 0x3F));
        out += static_cast<char>(0x80 | ((scalar >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (scalar & 0x3F));
    }
}

bool is_high_surrogate(uint32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool is_low_surrogate(uint32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

uint32_t paired(uint32_t high, uint32_t low) { return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00); }

/// Four hexadecimal digits.
bool hex(std::string_view text, uint32_t &out) {
    if (text.size() < 4) return false;
    uint32_t value = 0;
    for (char digit : text.substr(0, 4)) {
        uint32_t number;
        if (digit >= '0' && digit <= '9') {
            number = static_cast<uint32_t>(digit - '0');
        } else if ((digit | 0x20) >= 'a' && (digit | 0x20) <= 'f') {
            number = static_cast<uint32_t>((digit | 0x20) - 'a' + 10);
        } else {
            return false;
        }
        value = value * 16 + number;
    }
    out = value;
    return true;
}

/// Reads the scalar of a `\u` escape. Returns the number of bytes after the `u`; 0 if the escape is invalid.
size_t unicode_escape(std::string_view rest, std::string &out) {
    uint32_t unit, low;
    if (!hex(rest, unit)) {
        out += replacement;
        return 0;
    }
    if (is_high_surrogate(unit) && rest.substr(4, 2) == "\\u" && hex(rest.substr(6), low) && is_low_surrogate(low)) {
        append(out, paired(unit, low));
        return 10;
    }
    if (is_high_surrogate(unit) || is_low_surrogate(unit)) {
        out += replacement;
    } else {
        append(out, unit);
    }
    return 4;
}

/// Returns the number of bytes at the beginning that are one scalar in UTF-8 (Unicode, table 3-7), or, with `valid` false,
/// the longest part of one.
size_t sequence(std::string_view text, bool &valid) {
    auto byte = [&](size_t index) { return static_cast<uint8_t>(text[index]); };
    uint8_t first = byte(0);
    size_t length = first < 0x80                    ? 1
                    : first >= 0xC2 && first < 0xE0 ? 2
                    : first >= 0xE0 && first < 0xF0 ? 3
                    : first >= 0xF0 && first < 0xF5 ? 4
                                                    : 0;
    valid = false;
    if (length == 0) return 1;
    for (size_t index = 1; index < length; index++) {
        uint8_t low = 0x80, high = 0xBF;
        if (index == 1 && first == 0xE0) low = 0xA0;
        if (index == 1 && first == 0xED) high = 0x9F;
        if (index == 1 && first == 0xF0) low = 0x90;
        if (index == 1 && first == 0xF4) high = 0x8F;
        if (index >= text.size() || byte(index) < low || byte(index) > high) return index;
    }
    valid = true;
    return length;
}

}  // namespace

std::string unescaped(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (size_t index = 0; index < text.size(); index++) {
        if (text[index] != '\\' || index + 1 == text.size()) {
            out += text[index];
            continue;
        }
        index++;
        switch (text[index]) {
        case '"':
        case '\\':
        case '/': out += text[index]; break;
        case 'b': out += '\b'; break;
        case 'f': out += '\f'; break;
        case 'n': out += '\n'; break;
        case 'r': out += '\r'; break;
        case 't': out += '\t'; break;
        case 'u': index += unicode_escape(text.substr(index + 1), out); break;
        default: out += replacement;
        }
    }
    return out;
}

std::string well_formed(std::string_view json) {
    std::string out;
    out.reserve(json.size());
    bool is_inside = false, is_escaped = false;
    size_t index = 0;
    while (index < json.size()) {
        bool is_valid;
        size_t length = sequence(json.substr(index), is_valid);
        unsigned char byte = static_cast<unsigned char>(json[index]);
        bool is_blank = byte == '\t' || byte == '\n' || byte == '\r';
        if (!is_inside) {
            bool is_kept = byte < 0x80 && (byte >= 0x20 || is_blank);
            out += is_kept ? json[index] : ' ';
            is_inside = byte == '"';
        } else {
            if (byte < 0x20) {
                out += is_blank ? " " : replacement;
            } else if (is_valid) {
                out += json.substr(index, length);
            } else {
                out += replacement;
            }
            is_inside = is_escaped || byte != '"';
            is_escaped = !is_escaped && byte == '\\';
        }
        index += length;
    }
    return out;
}

bool is_utf16(std::string_view json, std::string &utf8) {
    if (json.size() < 4) return false;
    auto byte = [&](size_t index) { return static_cast<uint8_t>(json[index]); };
    bool has_little_mark = byte(0) == 0xFF && byte(1) == 0xFE, has_big_mark = byte(0) == 0xFE && byte(1) == 0xFF;
    bool is_little = has_little_mark || (byte(0) != 0 && byte(1) == 0);
    // JSON begins with a character of ASCII, so one of the first two bytes is zero (RFC 4627, section 3).
    if (!is_little && !has_big_mark && !(byte(0) == 0 && byte(1) != 0)) return false;
    size_t high = is_little ? 1 : 0;
    auto unit = [&](size_t index) { return static_cast<uint32_t>(byte(index + high)) << 8 | byte(index + 1 - high); };
    utf8.reserve(json.size() / 2);
    for (size_t index = has_little_mark || has_big_mark ? 2 : 0; index + 1 < json.size(); index += 2) {
        uint32_t scalar = unit(index);
        if (is_high_surrogate(scalar) && index + 3 < json.size() && is_low_surrogate(unit(index + 2))) {
            append(utf8, paired(scalar, unit(index + 2)));
            index += 2;
        } else if (is_high_surrogate(scalar) || is_low_surrogate(scalar)) {
            utf8 += replacement;
        } else {
            append(utf8, scalar);
        }
    }
    return true;
}

}  // namespace creadings
