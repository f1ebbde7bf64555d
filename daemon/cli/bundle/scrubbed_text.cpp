#include "cli/bundle/scrubbed_text.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <optional>
#include <set>

namespace ecdsnap::cli {
namespace {

constexpr std::size_t least_secret = 4;

// A name that ends in one of these words, or goes on with what makes it an id, holds a secret.
constexpr const char* secret_name =
    R"((?i:passw(?:or)?d|passphrase|pwd|secret|token|access[_-]?key(?:[_-]?id)?|api[_-]?key|private[_-]?key|signature|sign|cookie|external[_-]?id|authorization|webhook|robot))";

// A key alone on its line, or with the marks of a text of several lines: what is deeper belongs to it.
const RE2& opening() {
    static const RE2 expression(std::string(R"(^(\s*)(?:- )?"?[\w.-]*)") + secret_name +
                                R"("?\s*:\s*(?:[|>][+-]?\d?)?\s*(?:#.*)?$)");
    return expression;
}

struct Rule {
    std::unique_ptr<RE2> wrong;
    const char* instead;
};

// In this order: whole values by their names first, then what looks like a key by itself.
const std::vector<Rule>& rules() {
    static const std::vector<Rule> all = [] {
        std::vector<Rule> out;
        const auto add = [&](const std::string& wrong, const char* instead) {
            out.push_back({std::make_unique<RE2>(wrong), instead});
        };
        const std::string name = std::string(R"(("?[\w.-]*)") + secret_name + R"("?\s*)";
        const std::string quoted = R"re("(?:[^"\\]|\\.)*"|(?:'[^']*')+)re";
        // A line of YAML: a plain value may have blanks and commas.
        add(std::string(R"re(^(\s*(?:- )?"?[\w.-]*)re") + secret_name + R"re("?\s*:\s+)[^{["'#\s|>].*$)re",
            R"(\1"[removed]")");
        // Keys of the configuration: a program's command line and whom a proxy knows us as.
        add(R"re(((?:^|[{,])\s*(?:- )?"?(?:process(?:_command)?|user(?:name)?)"?\s*:\s+)(?:)re" + quoted +
                R"re(|[^,}\]{["'\s|>][^,}\]]*))re",
            R"(\1"[removed]")");
        add(name + ":\\s*)(?:" + quoted + R"re(|[^,}\]{["'\s|>][^,}\]]*))re", R"(\1"[removed]")");
        add(name + "=\\s*)(?:" + quoted + R"re(|[^\s,;&"'}\]]+))re", R"(\1[removed])");
        add(R"re(([A-Za-z][A-Za-z0-9+.-]*://)[^/\s"'<>]*@)re", R"(\1[removed]@)");
        // Whole paths that are keys: web hooks and heartbeats.
        add(R"re((https?://(?:hooks\.slack\.com/services|open\.(?:feishu\.cn|larksuite\.com)/open-apis/bot/v2/hook|hc-ping\.com|[\w.-]+/ping))/[^\s"'<>]+)re",
            R"(\1/[removed])");
        add(R"re((://[^\s"'?&#]*[?&#])[^\s"'<>]+)re", R"(\1[removed])");
        // Any other long segment of an address that looks like chance.
        add(R"re((://[^\s"'?#]*/)[A-Za-z0-9_-]*\d[A-Za-z0-9_-]{14,})re", R"(\1[removed])");
        add(R"re((?i)\b(Basic|Bearer|Digest|acs)\s+[A-Za-z0-9+/=_:.-]{6,})re", R"(\1 [removed])");
        add(R"(\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_.-]+)", "[removed]");
        add(R"(\bLTAI[A-Za-z0-9]{4,})", "LTAI[removed]");
        add(R"(\bSTS\.[A-Za-z0-9]{4,})", "STS.[removed]");
        return out;
    }();
    return all;
}

bool looks_random(std::string_view word) {
    const auto has = [&](auto test) { return std::ranges::any_of(word, test); };
    return has([](char c) { return c >= 'a' && c <= 'z'; }) && has([](char c) { return c >= 'A' && c <= 'Z'; }) &&
           has([](char c) { return c >= '0' && c <= '9'; });
}

// Keys without any name beside them: 28 characters and more, of all three kinds.
std::string without_random_words(const std::string& line) {
    static const RE2 word(R"(([A-Za-z0-9+_=-]{28,}))");
    std::string out;
    re2::StringPiece rest(line);
    re2::StringPiece found;
    const char* copied = line.data();
    while (RE2::FindAndConsume(&rest, word, &found)) {
        if (!looks_random({found.data(), found.size()})) continue;
        out.append(copied, found.data());
        out += scrubbed_mark;
        copied = found.data() + found.size();
    }
    return out.append(copied, line.data() + line.size());
}

std::string url_escaped_secret(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) != 0 || std::string_view("-_.~").find(c) != std::string_view::npos)
            out += c;
        else
            (out += '%').append({digits[byte >> 4U], digits[byte & 15U]});
    }
    return out;
}

std::string json_escaped_secret(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out;
}

std::size_t indent_of(std::string_view line) {
    const auto at = line.find_first_not_of(" \t");
    return at == line.npos ? line.size() : at;
}

}  // namespace

bool names_secret(std::string_view name) {
    static const RE2 whole(std::string(R"(^[\w.-]*)") + secret_name + "$");
    return RE2::FullMatch(re2::StringPiece(name.data(), name.size()), whole);
}

void Scrubber::add_secret(std::string_view value) {
    if (value.size() < least_secret) return;
    std::set<std::string> forms{std::string(value), url_escaped_secret(value), json_escaped_secret(value)};
    secrets_.insert(secrets_.end(), forms.begin(), forms.end());
    std::ranges::sort(secrets_, std::ranges::greater{}, &std::string::size);
}

std::string Scrubber::scrubbed_line(std::string line) const {
    for (const std::string& secret : secrets_)
        for (auto at = line.find(secret); at != line.npos; at = line.find(secret, at + scrubbed_mark.size()))
            line.replace(at, secret.size(), scrubbed_mark);
    for (const Rule& rule : rules())
        RE2::GlobalReplace(&line, *rule.wrong, rule.instead);
    return without_random_words(line);
}

std::string Scrubber::scrubbed(std::string_view text) const {
    std::string out;
    bool in_pem = false;
    std::optional<std::size_t> secret_indent;  // inside a value of several lines: of its key
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size() - 1) + 1;
        std::string line(text.substr(0, end));
        text.remove_prefix(end);
        const bool ends = line.ends_with('\n');
        if (ends) line.pop_back();
        if (in_pem || line.find("-----BEGIN ") != line.npos) {
            in_pem = line.find("-----END ") == line.npos;
            if (in_pem) continue;
            line = scrubbed_mark;
        } else if (secret_indent && (indent_of(line) > *secret_indent || line.empty())) {
            line = std::string(indent_of(line), ' ') + (line.empty() ? "" : std::string(scrubbed_mark));
        } else {
            secret_indent.reset();
            if (RE2::PartialMatch(line, opening())) secret_indent = indent_of(line);
            line = scrubbed_line(std::move(line));
        }
        out += line;
        if (ends) out += '\n';
    }
    return out;
}

}  // namespace ecdsnap::cli
