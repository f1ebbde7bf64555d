#include "cli/chart/svg_canvas.hpp"

#include "core/text/printable.hpp"

#include <fmt/format.h>

#include <utility>

namespace ecdsnap::cli {
namespace {

// Done, skipped, missed and failed differ in lightness too, for those who do not tell red from green.
constexpr std::string_view style_sheet = R"(
text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif;font-size:12px;fill:#1f2933}
.title{font-size:18px;font-weight:600}.name{font-size:13px;font-weight:600}.small{font-size:11px;fill:#5f6c7b}
.alert{font-size:11px;font-weight:600;fill:#b42335}
.paper{fill:#fff}.lane{fill:#f4f6f8}.grid{stroke:#dde2e8;stroke-width:1}.axis{stroke:#9aa5b1;stroke-width:1}
.window{fill:#c3d9ee}.done{fill:#2b9b6c}.skipped{fill:#97a3b3}.missed{fill:#f0a91b}.failed{fill:#cf3547}
.open{fill:#6b5bd2}.unopened{fill:#fff;stroke:#cf3547;stroke-width:1.5}
.outage{fill:#cf3547;fill-opacity:.13}.edge{stroke:#cf3547;stroke-opacity:.55;stroke-width:1}
.peak{fill:#3b7dc4;fill-opacity:.28;stroke:#3b7dc4;stroke-width:1.2;stroke-linejoin:round}
.limit{stroke:#b42335;stroke-width:1.2;stroke-dasharray:5 4}
.heat1{fill:#cfe3f5}.heat2{fill:#9cc6ea}.heat3{fill:#5f9fd8}.heat4{fill:#2f73b5}.heat5{fill:#17467a}
.unfit{fill:none;stroke:#cf3547;stroke-width:2}
@media (prefers-color-scheme:dark){
text{fill:#e6eaef}.small{fill:#9fabb9}.alert{fill:#ff8f9c}
.paper{fill:#12171d}.lane{fill:#1b222b}.grid{stroke:#2c3541}.axis{stroke:#5f6c7b}
.window{fill:#2a4360}.done{fill:#3fb984}.skipped{fill:#7c8898}.missed{fill:#f5bd4f}.failed{fill:#f0596a}
.open{fill:#9a8cf0}.unopened{fill:#12171d;stroke:#f0596a}
.outage{fill:#f0596a;fill-opacity:.2}.edge{stroke:#f0596a}
.peak{fill:#5c9fe6;stroke:#5c9fe6}.limit{stroke:#ff8f9c}
.heat1{fill:#1d3550}.heat2{fill:#245583}.heat3{fill:#3179b8}.heat4{fill:#5ca4e0}.heat5{fill:#a9d3f7}
.unfit{stroke:#f0596a}}
)";

std::string escaped(std::string_view foreign) {
    std::string out;
    for (const char c : core::printable(foreign)) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            default: out += c;
        }
    }
    return out;
}

const char* word(Anchor anchor) {
    if (anchor == Anchor::middle) return " text-anchor=\"middle\"";
    return anchor == Anchor::end ? " text-anchor=\"end\"" : "";
}

}  // namespace

std::string coordinate(double value) {
    std::string text = fmt::format("{:.2f}", value);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text == "-0" ? "0" : text;
}

void SvgCanvas::rect(const Box& box, std::string_view style, std::string_view tooltip) {
    body_ += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" class=\"{}\"", coordinate(box.x),
                         coordinate(box.y), coordinate(box.width), coordinate(box.height), style);
    body_ += tooltip.empty() ? "/>\n" : fmt::format("><title>{}</title></rect>\n", escaped(tooltip));
}

void SvgCanvas::line(double x1, double y1, double x2, double y2, std::string_view style) {
    body_ += fmt::format("<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" class=\"{}\"/>\n", coordinate(x1),
                         coordinate(y1), coordinate(x2), coordinate(y2), style);
}

void SvgCanvas::path(std::string_view commands, std::string_view style) {
    body_ += fmt::format("<path d=\"{}\" class=\"{}\"/>\n", commands, style);
}

void SvgCanvas::text(double x, double y, std::string_view words, std::string_view style, Anchor anchor) {
    body_ += fmt::format("<text x=\"{}\" y=\"{}\" class=\"{}\"{}>{}</text>\n", coordinate(x), coordinate(y), style,
                         word(anchor), escaped(words));
}

void SvgCanvas::begin_group(std::string_view tooltip) {
    body_ += fmt::format("<g><title>{}</title>\n", escaped(tooltip));
}

void SvgCanvas::end_group() {
    body_ += "</g>\n";
}

std::string SvgCanvas::finish(double width, double height, std::string_view title, std::string_view description) && {
    std::string out = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" role=\"img\">\n"
        "<title>{2}</title>\n<desc>{3}</desc>\n<style>{4}</style>\n"
        "<rect width=\"{0}\" height=\"{1}\" class=\"paper\"/>\n",
        coordinate(width), coordinate(height), escaped(title), escaped(description), style_sheet);
    return out + std::move(body_) + "</svg>\n";
}

}  // namespace ecdsnap::cli
