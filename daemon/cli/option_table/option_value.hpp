// What an option's value may be, read back from the parser.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class Option;
}

namespace ecdsnap::cli {

struct OptionValue {
    std::string name;                  // "POLICY"; empty: it takes none
    std::string allowed;               // "INT in [1 - 100]"; empty: nothing is said
    std::vector<std::string> choices;  // empty: it is not one of a few
    bool optional = false;
    bool repeated = false;  // it may be given several times, or several values may follow
};

OptionValue value_of(const CLI::Option& option);

}  // namespace ecdsnap::cli
