// JSON values with the meaning that the API gives them.
#ifndef CREADINGS_VALUES_H
#define CREADINGS_VALUES_H

#include "Columns.h"
#include "Scalars.h"
#include "Text.h"

#include <deque>
#include <simdjson.h>
#include <string>
#include <string_view>

namespace creadings {

inline bool is_key(std::string_view key, std::string_view lowercase) {
    if (key.size() != lowercase.size()) return false;
    for (size_t index = 0; index < key.size(); index++) {
        char letter = key[index];
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter + ('a' - 'A'));
        if (letter != lowercase[index]) return false;
    }
    return true;
}

/// A scalar: a text, nothing (null or absent), or something that cannot be a text.
struct Scalar {
    enum Kind { none, text, number, boolean, odd } kind = none;
    /// The content of a text, without the blanks around it.
    std::string_view view;

    bool is_empty() const { return kind == none || (kind == text && view.empty()); }

    bool time(Time &out) const { return kind == text && parse_time(view, out); }

    bool decimal(double &out) const { return (kind == text || kind == number) && parse_number(view, out); }

    /// A blank text counts as no text.
    uint32_t index(Texts &texts) const { return kind == odd || is_empty() ? uint32_t(CREADINGS_NO_TEXT) : texts.index_of(view); }
};

/// Reads scalars and keys in place, and stores copies of those with escapes.
class ScalarReader {
public:
    Scalar scalar(simdjson::ondemand::value value) {
        using namespace simdjson;
        ondemand::json_type type = value.type();
        switch (type) {
        case ondemand::json_type::string: {
            // Few texts have an escape, and those without are read in place: copying one costs as much as
            // finding it, and memory for all texts of the page.
            std::string_view quoted = token(value);
            if (quoted.size() < 2 || quoted.back() != '"') throw simdjson_error(STRING_ERROR);
            std::string_view text = quoted.substr(1, quoted.size() - 2);
            return {Scalar::text, trimmed(text.find('\\') == std::string_view::npos ? text : keep(text))};
        }
        // The digits themselves, so that an id is not rounded through a double and one bad number costs one reading.
        case ondemand::json_type::number: return {Scalar::number, token(value)};
        case ondemand::json_type::boolean: return {Scalar::boolean, bool(value.get_bool()) ? "true" : "false"};
        case ondemand::json_type::null:
            // Checks that it spells null.
            if (!bool(value.is_null())) throw simdjson_error(N_ATOM_ERROR);
            return {Scalar::none, {}};
        default: return {Scalar::odd, {}};
        }
    }

    std::string_view key(simdjson::simdjson_result<simdjson::ondemand::field> &field) {
        simdjson::ondemand::raw_json_string raw = field.key();
        const char *start = raw.raw();
        bool has_escape = false;
        const char *end = start;
        for (; *end != '"'; end++) {
            if (*end != '\\') continue;
            has_escape = true;
            end++;
        }
        std::string_view text(start, static_cast<size_t>(end - start));
        return has_escape ? keep(text) : text;
    }

private:
    std::deque<std::string> kept;

    std::string_view keep(std::string_view text) {
        kept.push_back(unescaped(text));
        return kept.back();
    }

    static std::string_view token(simdjson::ondemand::value value) {
        std::string_view text = value.raw_json_token();
        size_t end = text.find_last_not_of(" \t\r\n");
        return text.substr(0, end == std::string_view::npos ? 0 : end + 1);
    }
};

}  // namespace creadings

#endif
