#include "cli/complete/completion.hpp"

#include "cli/option_table/option_value.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <set>

namespace ecdsnap::cli {
namespace {

using Options = std::vector<const CLI::Option*>;

Options shown_options(const CLI::App& command) {
    const std::function<bool(const CLI::Option*)> named = [](const CLI::Option* option) {
        return option->nonpositional() && !option->get_group().empty();
    };
    return command.get_options(named);
}

Options positionals(const CLI::App& command) {
    const std::function<bool(const CLI::Option*)> placed = [](const CLI::Option* option) {
        return option->get_positional();
    };
    return command.get_options(placed);
}

// Enough for a list beside a cursor: "The slots that come", without what follows it.
std::string short_words(const std::string& description) {
    return description.substr(0, std::min(description.find("; "), description.find(": ")));
}

// Reads the words before the cursor, one by one.
class TypedLine {
public:
    explicit TypedLine(const CLI::App& program) : program_(program), command_(&program) {}

    void take(const std::string& word) {
        if (awaiting_ != nullptr && !(word.starts_with("-") && value_of(*awaiting_).optional)) {
            note_value(*awaiting_, word);
            awaiting_ = nullptr;
            return;
        }
        awaiting_ = nullptr;
        if (word.starts_with("-"))
            take_option(word);
        else
            take_plain(word);
    }

    Completion at_cursor(const std::string& typed) const {
        Completion out;
        out.config = config_;
        out.socket = socket_;
        const auto equals = typed.find('=');
        if (typed.starts_with("--") && equals != typed.npos) {
            out.before_value = typed.substr(0, equals + 1);
            if (const auto* option = named(typed.substr(0, equals))) add_value(out, *option, typed.substr(equals + 1));
            return out;
        }
        const bool option_wanted = typed.starts_with("-");
        if (awaiting_ != nullptr && !(option_wanted && value_of(*awaiting_).optional))
            add_value(out, *awaiting_, typed);
        else if (option_wanted)
            add_options(out, typed);
        else if (command_ == &program_)
            add_commands(out, typed);
        else
            add_positional(out, typed);
        return out;
    }

private:
    // Options of the program may stand after the command too.
    const CLI::Option* named(const std::string& name) const {
        const auto* own = command_->get_option_no_throw(name);
        return own != nullptr ? own : program_.get_option_no_throw(name);
    }

    void take_option(const std::string& word) {
        const auto equals = word.find('=');
        const auto* option = named(word.substr(0, equals));
        if (option == nullptr) return;
        given_.insert(option);
        if (equals != word.npos)
            note_value(*option, word.substr(equals + 1));
        else if (!value_of(*option).name.empty())
            awaiting_ = option;
    }

    void take_plain(const std::string& word) {
        if (command_ != &program_) {
            ++positionals_;
            return;
        }
        const std::function<bool(const CLI::App*)> typed = [&](const CLI::App* each) {
            return each->get_name() == word;
        };
        const auto found = program_.get_subcommands(typed);
        if (!found.empty()) command_ = found.front();
    }

    void note_value(const CLI::Option& option, const std::string& value) {
        if (option.check_lname("config")) config_ = value;
        if (option.check_lname("socket")) socket_ = value;
    }

    static void add_value(Completion& out, const CLI::Option& option, const std::string& typed) {
        const auto value = value_of(option);
        out.typed = typed;
        for (const auto& choice : value.choices)
            if (choice.starts_with(typed)) out.words.push_back({out.before_value + choice, {}});
        if (value.choices.empty()) out.value = value.name;
    }

    void add_options(Completion& out, const std::string& typed) const {
        auto options = shown_options(*command_);
        if (command_ != &program_)
            for (const auto* option : shown_options(program_))
                if (!option->check_lname("help")) options.push_back(option);
        for (const auto* option : options) {
            if (given_.contains(option) && !value_of(*option).repeated) continue;
            for (const auto& name : option->get_lnames())
                if (("--" + name).starts_with(typed))
                    out.words.push_back({"--" + name, short_words(option->get_description())});
        }
    }

    void add_commands(Completion& out, const std::string& typed) const {
        const std::function<bool(const CLI::App*)> shown = [](const CLI::App* each) {
            return !each->get_group().empty();
        };
        for (const auto* command : program_.get_subcommands(shown))
            if (command->get_name().starts_with(typed))
                out.words.push_back({command->get_name(), short_words(command->get_description())});
    }

    void add_positional(Completion& out, const std::string& typed) const {
        const auto places = positionals(*command_);
        if (positionals_ < places.size())
            add_value(out, *places[positionals_], typed);
        else if (typed.empty())
            add_options(out, typed);
    }

    const CLI::App& program_;
    const CLI::App* command_;  // the program itself until a command is typed
    const CLI::Option* awaiting_ = nullptr;
    std::size_t positionals_ = 0;
    std::set<const CLI::Option*> given_;
    std::string config_;
    std::string socket_;
};

}  // namespace

Completion completion_of(const CLI::App& program, const std::vector<std::string>& words) {
    TypedLine line(program);
    if (words.empty()) return line.at_cursor("");
    for (auto word = words.begin(); word != words.end() - 1; ++word)
        if (*word != "=") line.take(*word);
    return line.at_cursor(words.back() == "=" ? "" : words.back());
}

}  // namespace ecdsnap::cli
