// What only the reader of the configuration can judge: the one list of it. A file that breaks nothing but these rules
// is good for the schemas and refused by `ecdsnap check`; any other difference between the two is a mistake of one of
// them, which schema_test.mjs and schema_random_test.mjs find.
//   problem    what the reader says
//   path       of the key, where the words alone do not tell
//   given      the value, where the schema sees the mistake in others
//   sometimes  the schema sees some of these mistakes too
//   why        a schema cannot say it
export const readerOnly = [
  {problem: /^(not valid YAML|anchors|aliases|tags \(!name\)|merge keys|a second document|text behind|a value |a tab)/,
   sometimes: true, why: 'schemas see what a YAML parser makes of the text; the reader takes the plain part of YAML'},
  {problem: /^(directives|the quote|a key |more than \d+ levels|byte 0x|a zero byte)/, sometimes: true,
   why: 'the same'},
  {problem: /stands here a second time/, sometimes: true,
   why: 'texts are compared as written, 1 and "1" are the same; calendars by their name in either form'},
  {problem: /is not true or false$/, given: /^(True|TRUE|False|FALSE)$/,
   why: 'True and TRUE are booleans of YAML; the reader takes true and false'},
  {problem: /is not a whole number$/, given: /^[+]?(\d+\.?0*|\d(\.\d+)?[eE][+]?\d+|0x[\da-fA-F]+|0o[0-7]+)$/,
   sometimes: true, why: '5.0, 0x5 and 05 are numbers of YAML; the reader takes 5'},
  {problem: /is too (short|long)$/, sometimes: true,
   why: 'a schema cannot compare durations; each key\'s description has the limits'},
  {problem: /is not a duration$/, given: /^(?=.)(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$/,
   why: 'a duration of more than ten years'},
  {problem: /is not longer than the spread/, why: 'two durations are compared, each perhaps inherited'},
  {problem: /is not shorter than the window/, why: 'two durations are compared, each perhaps inherited'},
  {problem: /^(prefers|skips) stopped desktops/, why: 'stopped: false may be inherited'},
  {problem: /leaves no time between slots/, why: 'three durations are compared, each perhaps inherited'},
  {problem: /is shorter than retry\.first/, why: 'two durations are compared, each perhaps inherited'},
  {problem: /allows neither running nor stopped/, sometimes: true, why: 'one of the two may be inherited'},
  {problem: /wakes desktops of which it then takes no snapshot/, why: 'one of the two may be inherited'},
  {problem: /is too short to wake a desktop first/, why: 'a duration, perhaps inherited, and another key'},
  {problem: /^the key is missing$/, sometimes: true, why: 'a template, defaults or an included file may have it'},
  {problem: /^says nothing without the key/, sometimes: true, why: 'the other key may be inherited'},
  {problem: /is no template$/, sometimes: true, why: 'it may stand in any file'},
  {problem: /inherits from itself/, sometimes: true,
   why: 'a chain of templates is followed; what a policy\'s values say together is not looked at when it is a circle'},
  {problem: /is not a calendar$/, sometimes: true, why: 'it may stand in any file'},
  {problem: /is also the name of/, why: 'names are unique over all files'},
  {problem: /includes this file in turn/, why: 'files are followed'},
  {problem: /cannot be read|is not an iCalendar file|is not a (file|folder)$|can be read by others|does not exist/,
   why: 'files are looked at'},
  {problem: /unknown time zone|no time zone has/, sometimes: true, why: 'zones are those of the machine\'s tzdata'},
  {problem: /./, path: /\bcron$/, sometimes: true,
   why: 'values of day, month and weekday, steps, backward ranges, mixtures, dates that never come, inherited dialect'},
  {problem: /is not an instant$/, given: /^\d{4}-(02-(29|3.)|..-31)T/, why: '2026-02-30 is no date'},
  {problem: /^there is no \d{4}-/, why: '2026-02-30 is no date'},
  {problem: /^the range ends before it begins$/, why: 'two dates are compared'},
  {problem: /^the window is empty$/, sometimes: true, why: 'two times of day are compared'},
  {problem: /calendars take every slot away/, why: 'schedule and calendars are played together'},
  {problem: /must be the same for all$/, why: 'a list of calendars, some with a `then` of their own'},
  {problem: /is not a regular expression/, why: 'RE2 decides'},
  {problem: /has \d+ (characters|bytes)$/, sometimes: true, why: 'limits count bytes, those of schemas characters'},
  {problem: /has no valid host$|the port is not a number/, path: /endpoint$/, sometimes: true,
   why: 'numbers in an address'},
  {problem: /the port is not a number|has no valid host$/, path: /proxy(\.url)?$/, sometimes: true,
   why: 'numbers and lengths in an address'},
  {problem: /says nothing for a proxy over plain http$/, why: 'the address decides'},
  {problem: /^the command (has a quote|ends in a backslash|names no program)/, why: 'the command line is cut into words'},
  {problem: /is none of the account's regions$/, why: 'two keys are compared'},
  {problem: /the path of the socket is too long/, why: 'its folder counts'},
  {problem: /is not an address with a port$/, given: /^[\d.]+:\d+$|^\[.*\]:\d+$/, sometimes: true,
   why: 'numbers in an address'},
  {problem: /everyone who reaches this address could read it/, why: 'whether it is loopback, and other keys beside it'},
  {problem: /is not an event$/, why: 'the catalogue of events is in the program'},
  {problem: /is nothing that can be filled in$/, why: 'words in braces are looked up'},
  {problem: /^there are fewer slots than have to have the event$/, why: 'two numbers are compared'},
  {problem: /^the quiet hours are empty$/, why: 'two times of day are compared'},
  {problem: /^this address is not one for the type$/, sometimes: true, why: 'two keys are compared'},
];

const fits = (pattern, text) => !pattern || pattern.test(text);
export const readerOnlyReason = problem => readerOnly.find(
  each => each.problem.test(problem.problem) && fits(each.path, problem.path) && fits(each.given, problem.given));

// What the two say of a file does not fit together; empty: it does. Where the schema refuses, one of the reader's
// problems has to be of a kind that the schema sees, so that none hides behind another.
export function disagreement(refused, problems) {
  const seen = problems.filter(problem => readerOnlyReason(problem)?.sometimes ?? !readerOnlyReason(problem));
  if (refused.length === 0 && problems.some(problem => !readerOnlyReason(problem)))
    return 'the schema accepts what the reader refuses';
  if (refused.length > 0 && problems.length === 0) return 'the reader accepts what the schema refuses';
  if (refused.length > 0 && seen.length === 0) return 'the reader does not see what the schema refuses';
  return '';
}
