#include "core/credentials/command_words.hpp"

#include <utility>

namespace ecdsnap::core {
namespace {

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f';
}

// One pass over the command; a word may begin empty, in quotes.
class Cutter {
public:
    explicit Cutter(std::string_view text) : text_(text) {}

    TextResult<std::vector<std::string>> cut() {
        while (at_ < text_.size()) {
            const char c = text_[at_++];
            if (is_space(c))
                end_word();
            else if (c == '\'' || c == '"') {
                if (!take_quoted(c)) return TextError(0, "has a quote without its end");
            } else if (c != '\\')
                take(c);
            else if (at_ == text_.size())
                return TextError(0, "ends in a backslash");
            else if (text_[at_] == '\n')
                ++at_;
            else
                take(text_[at_++]);
        }
        end_word();
        if (words_.empty() || words_.front().empty()) return TextError(0, "names no program");
        return std::move(words_);
    }

private:
    void take(char c) {
        word_ += c;
        in_word_ = true;
    }
    void end_word() {
        if (in_word_) words_.push_back(std::move(word_));
        word_.clear();
        in_word_ = false;
    }
    bool take_quoted(char quote) {
        in_word_ = true;
        while (at_ < text_.size()) {
            const char c = text_[at_++];
            if (c == quote) return true;
            if (quote == '"' && c == '\\' && at_ < text_.size() && take_escaped()) continue;
            word_ += c;
        }
        return false;
    }
    // After a backslash in double quotes. false: it stands for itself.
    bool take_escaped() {
        const char next = text_[at_];
        constexpr std::string_view special = "\"\\$`";
        if (next != '\n' && special.find(next) == std::string_view::npos) return false;
        ++at_;
        if (next != '\n') word_ += next;
        return true;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::string word_;
    bool in_word_ = false;
    std::vector<std::string> words_;
};

}  // namespace

TextResult<std::vector<std::string>> command_words(std::string_view command) {
    return Cutter(command).cut();
}

}  // namespace ecdsnap::core
