#include "claims/annotate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "core/markup.hpp"
#include "core/number.hpp"

namespace dmp::claims {
namespace {

using core::escaped;

constexpr std::string_view kStyle = R"(
:root { color-scheme: light dark; --ink: #1a1a1a; --paper: #fff; --line: #767676; --good: #1b5e20; --care: #7a4f00; --bad: #a00021; --none: #4a4a4a; }
@media (prefers-color-scheme: dark) { :root { --ink: #f0f0f0; --paper: #16181b; --line: #9a9a9a; --good: #8ee39a; --care: #ffcf7a; --bad: #ff9aa8; --none: #c4c4c4; } }
body { font: 1rem/1.6 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 70rem; margin: 0 auto; padding: 1rem; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; max-width: 46rem; }
mark { background: none; color: inherit; border-bottom: 3px solid var(--none); }
mark a { font-size: .75rem; margin-inline-start: .2rem; color: inherit; white-space: nowrap; }
.supported { border-bottom-color: var(--good); border-bottom-style: solid; } .caveat { border-bottom-color: var(--care); border-bottom-style: dashed; }
.contradicted, .inconsistent { border-bottom-color: var(--bad); border-bottom-style: double; border-bottom-width: 5px; } .unchecked { border-bottom-style: dotted; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; } th, td { border: 1px solid var(--line); padding: .35rem .5rem; text-align: left; vertical-align: top; }
tr:target, mark:target { outline: 3px solid var(--care); } caption { text-align: left; font-weight: 600; padding: .4rem 0; }
a:focus-visible { outline: 3px solid currentColor; outline-offset: 2px; }
)";

struct Mark {
  std::string_view verdict, style, sign;
};
constexpr auto kMarks = std::to_array<Mark>({{"supported", "supported", "✓ supported"},
                                             {"supported with caveat", "caveat", "≈ with caveat"},
                                             {"contradicted", "contradicted", "✗ contradicted"},
                                             {"internally inconsistent", "inconsistent", "✗ inconsistent"},
                                             {"cannot be checked", "unchecked", "? unchecked"}});

const Mark& mark_of(std::string_view verdict) {
  const auto found = std::find_if(kMarks.begin(), kMarks.end(), [&](const Mark& mark) { return mark.verdict == verdict; });
  return found == kMarks.end() ? kMarks.back() : *found;
}

/// Where the characters of a text begin, in bytes; one more for its end.
std::vector<std::size_t> character_starts(std::string_view text) {
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i < text.size(); ++i)
    if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80) starts.push_back(i);
  starts.push_back(text.size());
  return starts;
}

std::string summary(const Claims& claims) {
  std::string out = fmt::format("<p>{} claims.</p>\n<ul>\n", claims.size());
  for (const Mark& mark : kMarks) {
    const auto number = std::count_if(claims.begin(), claims.end(), [&](const Claim& claim) { return claim.verdict == mark.verdict; });
    out += fmt::format("<li>{}: {}</li>\n", mark.sign, number);
  }
  return out + "</ul>\n";
}

std::string text_section(std::string_view text, const Claims& claims) {
  const std::vector<std::size_t> starts = character_starts(text);
  std::string out = "<h2 id=\"text\">The text</h2>\n<div class=\"text\">";
  std::size_t at = 0;
  for (std::size_t n = 0; n < claims.size(); ++n) {
    const std::size_t begin = starts[std::min(claims[n].start, starts.size() - 1)], end = starts[std::min(claims[n].end, starts.size() - 1)];
    if (begin < at || end <= begin) continue;
    const Mark& mark = mark_of(claims[n].verdict);
    out += escaped(text.substr(at, begin - at));
    out += fmt::format("<mark id=\"m{0}\" class=\"{1}\">{2}<a href=\"#c{0}\" aria-label=\"claim {0}: {3}; why\">[{0} {4}]</a></mark>", n + 1, mark.style, escaped(text.substr(begin, end - begin)), claims[n].verdict, mark.sign);
    at = end;
  }
  return out + escaped(text.substr(at)) + "</div>\n";
}

std::string table_section(const Claims& claims) {
  std::string out = "<h2 id=\"claims\">The claims</h2>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"The claims\"><table>\n<caption>Each claim with its verdict and the reason</caption>\n"
                    "<thead><tr><th scope=\"col\">Claim</th><th scope=\"col\">Text</th><th scope=\"col\">About</th><th scope=\"col\">Place</th><th scope=\"col\">Period</th><th scope=\"col\">Verdict</th><th scope=\"col\">Issue</th><th scope=\"col\">Reason</th><th scope=\"col\">Estimate</th></tr></thead>\n<tbody>\n";
  for (std::size_t n = 0; n < claims.size(); ++n) {
    const Claim& claim = claims[n];
    out += fmt::format("<tr id=\"c{0}\"><th scope=\"row\"><a href=\"#m{0}\">{0}</a></th>", n + 1);
    for (const std::string& cell : {claim.text, claim.subject, claim.place, claim.period, std::string(mark_of(claim.verdict).sign), claim.issue, claim.reason, claim.estimate_id}) out += "<td>" + escaped(cell) + "</td>";
    out += "</tr>\n";
  }
  return out + "</tbody>\n</table></div>\n";
}

}  // namespace

std::string annotated_page(std::string_view text, const Claims& claims, const std::string& title) {
  return fmt::format("<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Claims: {0}</title>\n<style>{1}</style>\n</head>\n<body>\n<main>\n"
                     "<h1>Claims: {0}</h1>\n{2}{3}{4}</main>\n</body>\n</html>\n",
                     escaped(title), kStyle, summary(claims), text_section(text, claims), table_section(claims));
}

}  // namespace dmp::claims
