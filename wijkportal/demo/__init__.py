"""Demo data of our own: the invented gemeenten Rivierdam and Oudveen, so that every state of the pages can be seen.

Nothing in it is real: codes GM9901 and GM9902, postcodes 9926 to 9929 (not in use), boundaries in the middle of the
IJsselmeer. `load()` may run again: it puts everything back, with hours relative to today. `remove()` takes it away.

| state | where, under /mijn-buurt/ unless it starts with / |
|---|---|
| one officer, weekly hour, the one after next cancelled, alias “Lindenwijk” | rivierdam/lindenkwartier/ |
| several officers (wijk, jeugd or digitaal), every two weeks, no wheelchairs | rivierdam/havenbuurt/ |
| going on now (from loading, for three hours), three accounts | rivierdam/centrum/ |
| later today (when loaded before 21.00), hidden surname | rivierdam/stationsbuurt/ |
| away, with a replacement; the first hour goes on all the same | rivierdam/molenwijk/ |
| away, without a replacement; apostrophe in the name | rivierdam/t-hogeland/ |
| long names everywhere, next hour cancelled with a reason | rivierdam/krommenie-oost-en-assendelft-noordoosthoek/ |
| open every day, so “now” during the day | rivierdam/sterrenbuurt/ |
| next hour moved to another day and place; hidden photo | rivierdam/de-weiden/ |
| officer without hours, without a text and without “since” | rivierdam/dijkzicht/ |
| no inhabitants; one-off hour | rivierdam/bedrijventerrein-de-grutto/ |
| no boundary, so no map | rivierdam/zoutgat-eiland/ |
| no officer, but a team; the same name twice | rivierdam/verspreide-huizen-bu99010204/ and …-bu99010300/ |
| hour on a public holiday (when one is within eight weeks); team without opening hours | oudveen/oudveen-dorp/ |
| no officer and no team; a hole in its boundary | oudveen/oudveen-buitengebied/ |
| the same name as in another gemeente | oudveen/centrum/ |
| an officer of a whole wijk, first and third Friday | /wijkagent/yusuf-demir/ |
| third Wednesday, partners | /wijkagent/lotte-brouwer/ |
| one who left: the page sends on to the buurt | /wijkagent/bram-jansen/ |
| a street in three buurten | zoek?q=Molenstraat |
| a postcode in two buurten, and number 12 in both | zoek?q=9928DD and zoek?q=9928DD+12 |
| a street whose sides differ | zoek?q=Stationsweg+12 |
| a melding received, one with a question to the resident, one closed | /volgen/ with the codes that `start` prints |
| at the gemeente, being worked on, ready, refused, put ready for the chief | the inbox of samira, and /partner/ |
| a housing corporation that is proposed for an address | meldingen about Lindepad 2, 9927 AC |
| figures of the last closed quarter; a team with too few | /cijfers/rivierdam-noord/ and …-zuid/ |
| “Wij weten van …” | the form for rivierdam/lindenkwartier/, Verkeer |
"""

from wijkportal.demo.loading import DemoError, SignIn, load, sign_ins
from wijkportal.demo.removal import remove
from wijkportal.demo.reports import codes

__all__ = ["DemoError", "SignIn", "codes", "load", "remove", "sign_ins"]
