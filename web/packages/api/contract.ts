// The shapes the pages read, held against the document the server prints (openapi.json → schema.d.ts, by
// `cargo xtask openapi`). When a handler changes what it answers, the build stops here and names the shape.
import type { ApiToken, AuditRow, Colleague, Consent, Department, Session, SignedIn } from './types/access';
import type {
  EnrolmentRow,
  FutureNode,
  Ledger,
  LedgerItem,
  PathwayDay,
  Task,
  TaskRow,
  TaskSummary,
} from './types/care';
import type { Dashboard, DemoClock, DemoLogin, Feed, PhoneText, TourStep } from './types/house';
import type { FormRow, Message, MessageRow, Talk, Template } from './types/reach';
import type { Contract as FamilyContract } from './types/record';
import type { Encounter, Fact, FiledAnswer, Match, MetricSeries, MetricSummary, OpenedCard } from './types/record';
import type { Patient, PatientRow, Receipt, SearchHit, TimelinePage } from './types/record';
import type { GradeView, RuleView, SegmentMember, WhyMember } from './types/understand';
import type { AudienceLook, Flow, Rfm, RfmMoves, SavedView, Tag, TagEffect } from './types/audience';
import type { components } from './schema';

type Schemas = components['schemas'];

/** The document calls a field that may be null also absent; the server always writes it. */
type Written<T> = T extends (infer One)[]
  ? Written<One>[]
  : T extends object
    ? { [K in keyof T]-?: Written<Exclude<T[K], undefined>> }
    : T;

/** Everything the page reads is there, in the kind it expects. */
type Fits<Name extends keyof Schemas, Read> =
  Written<Schemas[Name]> extends Read ? true : { missing_or_other_in: Name };

/** Fails to compile unless every entry is `true`. */
export type Contract = Every<
  [
    Fits<'SessionView', Session>,
    Fits<'LoggedIn', SignedIn>,
    Fits<'StaffView', Colleague>,
    Fits<'DepartmentView', Department>,
    Fits<'ConsentView', Consent>,
    Fits<'TokenView', ApiToken>,
    Fits<'AuditRow', AuditRow>,
    Fits<'PatientRow', PatientRow>,
    Fits<'PatientHeader', Patient>,
    Fits<'Hit', SearchHit>,
    Fits<'Timeline', TimelinePage>,
    Fits<'MetricSummary', MetricSummary>,
    Fits<'Trend', MetricSeries>,
    Fits<'FactView', Fact>,
    Fits<'EncounterView', Encounter>,
    Fits<'AnswerView', FiledAnswer>,
    Fits<'Opened', OpenedCard>,
    Fits<'ContractView', FamilyContract>,
    Fits<'MatchView', Match>,
    Fits<'ReceiptView', Receipt>,
    Fits<'RuleView', RuleView>,
    Fits<'GradeView', GradeView>,
    Fits<'MemberRow', SegmentMember>,
    Fits<'AudienceLook', AudienceLook>,
    Fits<'Flow', Flow>,
    Fits<'Rfm', Rfm>,
    Fits<'Moves', RfmMoves>,
    Fits<'TagDefinition', Tag>,
    Fits<'Effect', TagEffect>,
    Fits<'SavedView', SavedView>,
    Fits<'WhyView', WhyMember>,
    Fits<'FormRow', FormRow>,
    Fits<'Template', Template>,
    Fits<'MessageRow', MessageRow>,
    Fits<'MessageView', Message>,
    Fits<'Talk', Talk>,
    Fits<'DayRow', PathwayDay>,
    Fits<'EnrolmentRow', EnrolmentRow>,
    Fits<'TaskRow', TaskRow>,
    Fits<'TaskPage', Task>,
    Fits<'TaskSummary', TaskSummary>,
    Fits<'FutureItem', FutureNode>,
    Fits<'LedgerView', Ledger>,
    Fits<'LedgerItem', LedgerItem>,
    Fits<'FeedView', Feed>,
    Fits<'DashboardView', Dashboard>,
    Fits<'DemoLogin', DemoLogin>,
    Fits<'ClockView', DemoClock>,
    Fits<'PhoneView', PhoneText>,
    Fits<'TourStep', TourStep>,
  ]
>;

type Every<All extends true[]> = All;
