#include "cli/events/journal_catalog.hpp"

#include <fmt/format.h>

namespace ecdsnap::cli {
namespace {

struct Words {
    std::string_view remedy;
    std::string_view more;
};

constexpr Words english{"What to do: ", "More: ecdsnap events "};
constexpr Words chinese{"处理方法：", "更多说明：ecdsnap events --language zh "};

}  // namespace

std::string journal_catalog(core::Language language) {
    const Words& words = language == core::Language::chinese ? chinese : english;
    std::string catalog = "# Made by `ecdsnap events --format catalog`.\n";
    for (const auto& type : core::event_catalogue()) {
        const auto texts = core::texts_of(type, language);
        const auto code = core::event_code(type.id);
        catalog += fmt::format("\n-- {}\nSubject: {} {}\nDefined-By: ecdsnapd\nDocumentation: man:ecdsnapd(8)\n\n",
                               core::message_id(type.id), code, type.name);
        catalog += fmt::format("{}\n", texts.cause);
        if (!texts.remedy.empty()) catalog += fmt::format("{}{}\n", words.remedy, texts.remedy);
        catalog += fmt::format("{}{}\n", words.more, code);
    }
    return catalog;
}

}  // namespace ecdsnap::cli
