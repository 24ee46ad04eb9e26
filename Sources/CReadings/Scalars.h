// The texts inside the JSON: times and numbers, in every form that the API is known or likely to send.
#ifndef CREADINGS_SCALARS_H
#define CREADINGS_SCALARS_H

#include <cstdint>
#include <string_view>

namespace creadings {

struct Time {
    /// Milliseconds since 1970-01-01T00:00:00Z; a time without a zone is taken as UTC.
    int64_t milliseconds = 0;
    int64_t year = 0;
    bool has_zone = false;
};

/// Reads an ISO 8601 time with or without zone and fraction, without blanks around it. Returns false and leaves `time`
/// unchanged if the text is not one.
bool parse_time(std::string_view text, Time &time);

/// Reads "1.5" or "1,5", without blanks around it. Returns false and leaves `value` unchanged if it is not a finite number.
bool parse_number(std::string_view text, double &value);

std::string_view without_blanks(std::string_view text);

/// Returns a text without the blanks around it: those of ASCII and those of Unicode that fixed-width fields, spreadsheets
/// and web pages leave behind.
inline std::string_view trimmed(std::string_view text) {
    // Few texts have any.
    auto is_plain = [](char letter) { return letter > ' ' && letter < 0x7F; };
    if (text.empty() || (is_plain(text.front()) && is_plain(text.back()))) return text;
    return without_blanks(text);
}

}  // namespace creadings

#endif
